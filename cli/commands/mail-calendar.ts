import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { paint, say } from '../output.ts'
import { tableLines } from '../table.ts'
import { daysOf } from './mail-health.ts'

const calendar = z.object({
  zone: z.string(),
  days: z.array(z.string()),
  entries: z.array(
    z.object({
      day: z.string().nullable(),
      known: z.enum(['queued', 'planned']),
      template: z.string().nullable(),
      instead: z.string().nullable(),
      sequence: z.string().nullable(),
      mails: z.number(),
      held: z.number(),
    }),
  ),
})

type Calendar = z.infer<typeof calendar>

/** `kindling mail calendar`: what leaves this week. */
export function mailCalendarCommand(): Command {
  return new Command('calendar')
    .summary('what leaves this week, by day')
    .description(
      'Mail by day, template and sequence: what is in the ledger and has not left (what is late stands on today, what is paused on no day), and, marked ~, the\n' +
        'next mail of every journey that waits for one of these days, if nothing happens before. Not in it: what journeys mail after that,\n' +
        'what new facts begin, and what hours and caps will postpone.',
    )
    .option('--days <n>', 'how many days, 1 to 31', '7')
    .option('--ics', 'as iCalendar, for a calendar program')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { days: string; ics?: boolean; json?: boolean }): Promise<void> {
  const days = daysOf(options.days, 31)
  if (options.ics) {
    process.stdout.write(await apiClient().text(`/v1/mail/calendar.ics?days=${days}`))
    return
  }
  const body = await apiClient().must('GET', `/v1/mail/calendar?days=${days}`)
  say(options.json, body, gridLines(calendar.parse(body)))
}

const WEEK = 7

/** A grid a week: a row for each mail, a column for each day. */
export function gridLines({ zone, days, entries }: Calendar): string[] {
  const weeks = Array.from({ length: Math.ceil(days.length / WEEK) }, (_, n) =>
    days.slice(n * WEEK, (n + 1) * WEEK),
  )
  const held = entries.reduce((sum, one) => sum + one.held, 0)
  const paused = entries.filter(({ day }) => day === null)
  return [
    ...weeks.flatMap((week) => [...weekLines(week, entries), '']),
    ...(paused.length > 0 ? [...pausedLines(paused), ''] : []),
    `Days of ${zone}. ~ journeys wait to send it, if nothing happens before.`,
    ...(held > 0 ? [paint('yellow', `${held} of them are held back: kindling mail health`)] : []),
  ]
}

const nameOf = (one: Calendar['entries'][number]) => `${one.template ?? one.instead} ${one.sequence ?? ''}`

function weekLines(week: string[], all: Calendar['entries']): string[] {
  const entries = all.filter(({ day }) => day !== null && week.includes(day))
  const rows = [...Map.groupBy(entries, nameOf).values()]
    .toSorted((a, b) => ((a[0] ? nameOf(a[0]) : '') < (b[0] ? nameOf(b[0]) : '') ? -1 : 1))
    .map((same) => [
      same[0]?.template ?? same[0]?.instead ?? '',
      same[0]?.sequence ?? '–',
      ...week.map((day) => cellOf(same.filter((one) => one.day === day))),
    ])
  const head = ['mail', 'sequence', ...week.map(dayName)]
  const sums = ['all', '', ...week.map((day) => cellOf(entries.filter((one) => one.day === day)))]
  const [first = '', ...lines] = tableLines(head, [...rows, sums])
  return [paint('bold', first), ...lines]
}

/** What a pause keeps back: it has no day until somebody resumes it. */
function pausedLines(entries: Calendar['entries']): string[] {
  const rows = [...Map.groupBy(entries, nameOf).values()].map((same) => [
    same[0]?.template ?? '',
    same[0]?.sequence ?? '–',
    cellOf(same),
  ])
  const [first = '', ...lines] = tableLines(['mail', 'sequence', 'paused, on no day'], rows)
  return [paint('bold', first), ...lines]
}

/** `12`, `~12`, `3 ~12`: in the ledger, planned, both. */
function cellOf(entries: Calendar['entries']): string {
  const sum = (known: string) =>
    entries.filter((one) => one.known === known).reduce((total, one) => total + one.mails, 0)
  const [queued, planned] = [sum('queued'), sum('planned')]
  if (queued === 0 && planned === 0) return '·'
  return [queued > 0 ? String(queued) : '', planned > 0 ? `~${planned}` : ''].filter(Boolean).join(' ')
}

// The day is that of the zone already.
const dayName = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
