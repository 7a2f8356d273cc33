const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  date: { day: 'numeric', month: 'long', year: 'numeric' },
  day: { day: 'numeric', month: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  'date-time': {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
}

/**
 * An instant (epoch ms or ISO text) in words of the reader: `1 марта 2026 г.`, the month in the right case.
 * `style`: date, day, time or date-time. What is no instant comes back empty.
 */
export function dateWords(
  value: unknown,
  { style, lang, zone }: { style: string; lang: string; zone: string },
): string {
  const at = typeof value === 'number' ? value : Date.parse(String(value))
  const options = STYLES[style]
  if (!options) throw new Error(`date has no style of this name; it knows ${Object.keys(STYLES).join(', ')}`)
  if (Number.isNaN(at)) return ''
  const plainDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
  return new Intl.DateTimeFormat(lang, { ...options, timeZone: plainDay ? 'UTC' : zone }).format(at)
}
