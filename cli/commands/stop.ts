import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { leadOf } from '../lead-name.ts'
import { count, Refused, say } from '../output.ts'

const leads = z.object({ leads: z.array(z.object({ id: z.string() })) })
const page = z.object({
  journeys: z.array(z.object({ id: z.string(), sequence: z.string(), status: z.string() })),
})

/** `kindling stop`: one journey, or those of a lead. */
export function stopCommand(): Command {
  return new Command('stop')
    .summary('stop a journey, or the journeys of a lead')
    .description(
      'Ends a journey by its id, or all running journeys of a lead. Mail that has not left does not leave.',
    )
    .argument('<journey-or-email>', 'id of a journey, or the email address of a lead')
    .option('--sequence <name>', 'only the journey through this sequence')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(target: string, options: { sequence?: string; json?: boolean }): Promise<void> {
  const api = apiClient()
  const ids = 'id' in leadOf(target) ? [target] : await running(target, options.sequence)
  for (const id of ids) await api.must('POST', `/v1/journeys/${id}/stop`)
  say(options.json, { stopped: ids }, [`${count(ids.length, 'journey', 'journeys')} stopped`])
}

async function running(email: string, sequence: string | undefined): Promise<string[]> {
  const api = apiClient()
  const found = leads.parse(await api.must('GET', `/v1/leads?email=${encodeURIComponent(email)}`)).leads[0]
  if (!found) throw new Refused('No lead has this email address.')
  const { journeys } = page.parse(await api.must('GET', `/v1/leads/${found.id}`))
  return journeys
    .filter((one) => one.status !== 'done' && (!sequence || one.sequence === sequence))
    .map((one) => one.id)
}
