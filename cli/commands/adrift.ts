import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { count, say } from '../output.ts'

const answer = z.object({
  leads: z.array(z.object({ id: z.string(), since: z.string(), last: z.string() })),
  counts: z.record(z.string(), z.number()),
})

const WORDS: Record<string, string> = {
  inSales: 'with sales',
  waitingForRoom: 'waiting until sales has room',
  inJourney: 'in a journey',
  expected: 'about to enter one, or to be called on a day',
  resting: 'resting, with a reason',
  saidNo: 'want no mail',
  adrift: 'adrift',
}

/** `kindling adrift`: who is nobody's. */
export function adriftCommand(): Command {
  return new Command('adrift')
    .summary('list the leads that nobody looks after')
    .description(
      'Leads in no journey, no hand-off and no explained rest, and how many leads are where. Ends with 1 if there are any, so that a timer can watch it.',
    )
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { json?: boolean }): Promise<void> {
  const { leads, counts } = answer.parse(await apiClient().must('GET', '/v1/leads/adrift?limit=200'))
  say(options.json, { leads, counts }, [
    ...Object.entries(counts).map(([name, n]) => `${String(n).padStart(8)}  ${WORDS[name] ?? name}`),
    ...leads.map(({ id, since, last }) => `${id}  since ${since.slice(0, 10)}  ${last}`),
  ])
  if (leads.length === 0) return
  process.exitCode = 1
  if ((counts['adrift'] ?? 0) > leads.length)
    process.stderr.write(`${count((counts['adrift'] ?? 0) - leads.length, 'more lead')}.\n`)
}
