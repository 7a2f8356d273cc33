import { Command } from 'commander'
import { z } from 'zod'
import { FIGURES } from '../../store/mail-health/figures.ts'
import { apiClient } from '../api-client.ts'
import { paint, say, UsageError } from '../output.ts'
import { tableLines } from '../table.ts'

const figures = z.object({
  sender: z.string(),
  lane: z.string(),
  ...(Object.fromEntries(FIGURES.map((name) => [name, z.number()])) as Record<
    (typeof FIGURES)[number],
    z.ZodNumber
  >),
})
const health = z.object({
  from: z.string(),
  to: z.string(),
  zone: z.string(),
  days: z.array(figures.extend({ day: z.string() })),
  sums: z.object({ '7': z.array(figures), '30': z.array(figures) }),
  complaints: z.array(
    z.object({
      domain: z.string(),
      topic: z.string(),
      delivered: z.number(),
      complained: z.number(),
      rate: z.number(),
      state: z.enum(['fine', 'alert', 'paused']),
      from: z.string(),
    }),
  ),
  lanes: z.array(
    z.object({
      name: z.string(),
      waiting: z.number(),
      late: z.number(),
      breaker: z.object({ state: z.string(), until: z.string().nullable() }),
    }),
  ),
  tiers: z.array(
    z.object({ sender: z.string(), lane: z.string(), tier: z.number(), aDay: z.number().nullable() }),
  ),
  mailboxes: z.array(z.object({ name: z.string(), failingSince: z.string().nullable() })),
  concerns: z.array(z.object({ what: z.string(), name: z.string(), advice: z.string() })),
})

type Health = z.infer<typeof health>

/** `kindling mail health`: how mail fares. */
export function mailHealthCommand(): Command {
  return new Command('health')
    .summary('how mail fares: by sender, provider and day')
    .description(
      'What happened to mail by sender and mailbox provider: today by day, and over 7 and 30 days; complaints by domain and\n' +
        'topic with their rate over 7 days; lanes with their breakers, warm-up, pauses; and what needs a person.\n' +
        'Ends with 1 if something does.',
    )
    .option('--days <n>', 'days to show one by one, 1 to 90', '7')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { days: string; json?: boolean }): Promise<void> {
  const days = daysOf(options.days, 90)
  const body = await apiClient().must('GET', `/v1/mail/health?days=${days}`)
  const found = health.parse(body)
  say(options.json, body, linesOf(found))
  if (found.concerns.length > 0) process.exitCode = 1
}

/** A number of days, as a command is given it. @throws UsageError */
export function daysOf(text: string, most: number): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > most)
    throw new UsageError(`--days takes a whole number from 1 to ${most}.`)
  return days
}

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`
const STYLES = { fine: 'green', alert: 'yellow', paused: 'red' } as const
const numbers = (row: z.infer<typeof figures>): number[] => FIGURES.map((name) => row[name])

const titled = (title: string, lines: string[]): string[] =>
  lines.length > 0 ? ['', paint('bold', title), ...lines] : []

function block(title: string, rows: z.infer<typeof figures>[]): string[] {
  const lines = tableLines(
    ['sender', 'lane', ...FIGURES],
    rows.map((row) => [row.sender, row.lane, ...numbers(row)]),
  )
  return titled(title, rows.length > 0 ? lines : ['no mail'])
}

function linesOf(found: Health): string[] {
  const { days, sums, complaints, lanes, tiers, mailboxes, concerns } = found
  const byDay = tableLines(
    ['day', 'sender', 'lane', ...FIGURES],
    days.map((row) => [row.day, row.sender, row.lane, ...numbers(row)]),
  )
  const rates = tableLines(
    ['domain', 'topic', 'since', 'delivered', 'complained', 'rate', 'state'],
    complaints.map((one) => [
      ...[one.domain, one.topic || '–', one.from, one.delivered, one.complained],
      ...[percent(one.rate), paint(STYLES[one.state], one.state)],
    ]),
  )
  const busy = lanes.filter(({ waiting, breaker }) => waiting > 0 || breaker.state !== 'closed')
  return [
    `${found.from} to ${found.to} (${found.zone})`,
    ...titled('Day by day', days.length > 0 ? byDay : ['no mail']),
    ...block('7 days', sums['7']),
    ...block('30 days', sums['30']),
    ...titled('Complaints: alert at 0.08 %, paused at 0.25 %', complaints.length > 0 ? rates : ['no mail']),
    ...titled(
      'Lanes',
      busy.map(
        ({ name, waiting, late, breaker }) =>
          `${name}: ${waiting} waiting${late > 0 ? `, ${late} late` : ''}` +
          (breaker.state === 'closed'
            ? ''
            : `, ${paint('red', `breaker ${breaker.state}`)} until ${breaker.until}`),
      ),
    ),
    ...titled(
      'Warm-up',
      tiers
        .filter(({ aDay }) => aDay !== null)
        .map(({ sender, lane, tier, aDay }) => `${sender} to ${lane}: tier ${tier + 1}, ${aDay} a day`),
    ),
    ...titled(
      'Mailboxes',
      mailboxes.map(({ name, failingSince }) =>
        failingSince ? `${name}: ${paint('red', 'does not answer')}` : `${name}: read`,
      ),
    ),
    '',
    ...concerns.map(({ what, name, advice }) => `${paint('red', what)} ${paint('bold', name)}: ${advice}`),
    ...(concerns.length === 0 ? [paint('green', 'all well')] : []),
  ]
}
