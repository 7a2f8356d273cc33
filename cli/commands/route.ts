import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { count, Refused, say, UsageError } from '../output.ts'
import { marketingOf, projectFolder } from '../project-folder.ts'

const answer = z.object({
  leads: z.array(
    z.object({
      lead: z.string(),
      thing: z.string().nullable(),
      rule: z.string().nullable(),
      because: z.record(z.string(), z.unknown()),
      mode: z.string(),
      consent: z.boolean(),
      to: z.array(z.object({ name: z.string(), stars: z.number().nullable() })),
      leftOut: z.record(z.string(), z.number()),
    }),
  ),
})
type Trial = z.infer<typeof answer>['leads'][number]

/** `kindling route`: who would get the newest leads, by the rules as they stand in the files. */
export function routeCommand(): Command {
  return new Command('route')
    .summary('who would get the newest leads by the rules of a route, and why')
    .description(
      'Asks the rules of marketing/routing.ts, published or not yet, about leads that the running system has, as if each\n' +
        'came now. Changes nothing, offers nothing.',
    )
    .argument('[route]', 'name of the route; all of them that have rules if absent')
    .option('--last <number>', 'how many of the newest leads', '100')
    .option('--folder <folder>', 'the folder that holds marketing/ and templates/', projectFolder)
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(
  name: string | undefined,
  options: { last: string; folder: string; json?: boolean },
): Promise<void> {
  const last = Number(options.last)
  if (!Number.isInteger(last) || last < 1 || last > 1000)
    throw new UsageError('--last is a whole number from 1 to 1000.')
  const { marketing, faults } = await marketingOf(options.folder)
  if (!marketing || faults.length > 0) throw new Refused('Marketing has faults. `kindling check` names them.')
  const ruled = Object.entries(marketing.routing).filter(([, route]) => (route.rules ?? []).length > 0)
  const names = name === undefined ? ruled.map(([one]) => one) : [name]
  if (names.length === 0)
    throw new Refused('No route has rules yet. See docs/how-to/offer-leads-to-dealers.md.')
  const api = apiClient()
  const found: Record<string, Trial[]> = {}
  for (const route of names) {
    const { rules, about } = marketing.routing[route] ?? {}
    const body = { route, last, ...(rules && { rules }), ...(about && { about }) }
    found[route] = answer.parse(await api.must('POST', '/v1/routing/trial', body)).leads
  }
  say(
    options.json,
    { routes: found },
    Object.entries(found).flatMap(([route, trials]) => lines(route, trials)),
  )
}

const lines = (route: string, trials: Trial[]): string[] => [
  `${route}: ${count(trials.length, 'lead')}`,
  ...trials.flatMap((trial) => {
    const thing = trial.thing ? ` (${trial.thing})` : ''
    return [`  ${trial.lead}${thing}: ${whoOf(trial)}`, `    ${whyOf(trial)}`]
  }),
]

function whoOf({ to, mode, consent }: Trial): string {
  if (to.length === 0) return 'nobody'
  const names = to.map((one) => (one.stars === null ? one.name : `${one.name} ${one.stars}★`)).join(', ')
  return mode === 'assign' ? names : consent ? `${mode}: ${names}` : `house: ${names}`
}

function whyOf({ rule, because, consent, leftOut, mode }: Trial): string {
  const values = Object.entries(because).map(([path, value]) => `${path} ${JSON.stringify(value)}`)
  const asked = mode === 'assign' || !consent ? 'seller' : 'dealer'
  const left = Object.entries(leftOut).map(([why, n]) => `${count(n, asked)} left out: ${why}`)
  return [
    rule === null ? 'no rule holds' : `rule “${rule}”`,
    ...values,
    ...(consent ? [] : ['no consent for dealers']),
    ...left,
  ].join('; ')
}
