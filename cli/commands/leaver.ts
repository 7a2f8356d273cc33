import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { count, Refused, say } from '../output.ts'

const sellers = z.object({ sellers: z.array(z.looseObject({ id: z.string(), email: z.string() })) })
const moved = z.object({
  handoffs: z.number(),
  leads: z.number(),
  tasks: z.number(),
  accounts: z.number(),
  offers: z.number(),
})

/** `kindling leaver`: somebody leaves, and nothing stays behind. */
export function leaverCommand(): Command {
  return new Command('leaver')
    .summary('move all that a seller has who leaves')
    .description(
      'Somebody leaves for good: the key is no good any more, and leads with their clocks and promises, tasks, companies and people go to --to, or to the others by their shares. Said twice, it goes on where it stopped.',
    )
    .argument('<email>', 'address of the seller who leaves')
    .option('--to <email>', 'who gets it all; without it the others do, by their shares')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(email: string, options: { to?: string; json?: boolean }): Promise<void> {
  const api = apiClient()
  const all = sellers.parse(await api.must('GET', '/v1/sellers')).sellers
  const leaver = all.find((one) => one.email === email.trim().toLowerCase())
  if (!leaver) throw new Refused('No seller has this address. GET /v1/sellers lists them.')
  const result = moved.parse(
    await api.must('POST', `/v1/sellers/${leaver.id}/leaver`, options.to ? { to: options.to } : {}),
  )
  say(options.json, result, [
    `${count(result.handoffs, 'hand-off')}, ${count(result.leads, 'lead')}, ${count(result.tasks, 'task')}, ${count(result.accounts, 'company', 'companies')} moved; ${count(result.offers, 'open offer')} went to the next.`,
  ])
}
