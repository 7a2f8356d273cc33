import type { PageLang } from './layout.ts'

const locale = (lang: PageLang) => (lang === 'ru' ? 'ru-RU' : 'en-GB')

/** An instant in words, in the zone in which we work, with the zone's name. */
export const spokenTime = (at: number, zone: string, lang: PageLang): string =>
  new Intl.DateTimeFormat(locale(lang), {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at)

/** A day in words. */
export const spokenDay = (at: number, zone: string, lang: PageLang): string =>
  new Intl.DateTimeFormat(locale(lang), {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
  }).format(at)
