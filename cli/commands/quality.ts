import { Command, Option } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { say } from '../output.ts'

const BY = ['source', 'seller', 'dealer', 'route']
const counts = z.record(z.string(), z.number())
const answer = z.object({
  rows: z.array(
    z.looseObject({
      name: z.string(),
      leads: z.number(),
      open: z.number(),
      outcomes: counts,
      reasons: counts,
      inTime: z.number(),
      late: z.number(),
      notCalled: z.number(),
      wordOnly: z.number(),
      talks: z.number(),
      seconds: z.number(),
      answered: z.number(),
      saidCalled: z.number(),
      saidOffered: z.number(),
      disputed: z.number(),
    }),
  ),
})

/** `kindling quality`: what sales says of leads, beside what the record says. */
export function qualityCommand(): Command {
  return new Command('quality')
    .summary('what sales says of leads, beside what the record says')
    .description(
      'Outcomes and reasons of the leads that somebody took in the last 30 days, beside the calls on record (in time, late, none, how long) and what the leads themselves say.',
    )
    .addOption(new Option('--by <what>', 'what to tell leads apart by').choices(BY).default('source'))
    .option('--from <instant>', 'leads taken since: 2026-03-01T00:00:00Z')
    .option('--to <instant>', 'leads taken before')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { by: string; from?: string; to?: string; json?: boolean }): Promise<void> {
  const query = new URLSearchParams({
    by: options.by,
    ...(options.from && { from: options.from }),
    ...(options.to && { to: options.to }),
  })
  const { rows } = answer.parse(await apiClient().must('GET', `/v1/quality?${query}`))
  say(options.json, { rows }, rows.length > 0 ? rows.flatMap(linesOf) : ['Nobody took a lead in this time.'])
}

const list = (all: Record<string, number>): string =>
  Object.entries(all)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ') || 'none'

function linesOf(row: z.infer<typeof answer>['rows'][number]): string[] {
  const each = row.talks > 0 ? Math.round(row.seconds / row.talks) : 0
  return [
    `${row.name || 'source not known'}: ${row.leads} taken, ${row.open} open`,
    `    sales says: ${list(row.outcomes)}`,
    ...(Object.keys(row.reasons).length > 0 ? [`    because: ${list(row.reasons)}`] : []),
    `    the record says: called in time ${row.inTime}, late ${row.late}, never ${row.notCalled}; ${row.talks} talks of ${each} s; by word only ${row.wordOnly}`,
    ...(row.answered > 0
      ? [
          `    leads say: called ${row.saidCalled} of ${row.answered}, offered our product ${row.saidOffered}; against the seller's word ${row.disputed}`,
        ]
      : []),
  ]
}
