import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { type Finding, findings } from '../doctor/findings.ts'
import { count, paint, say } from '../output.ts'
import { readRunFile } from '../run-file.ts'
import { openDatabase } from '../../store/database.ts'

const ready = z.object({
  parts: z.record(z.string(), z.looseObject({ ok: z.boolean(), detail: z.string() })),
})

/** `kindling doctor`: what needs a person. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what is wrong, and what to do')
    .description(
      'Asks every part of the running system how it is, and the database for what got stuck: unknown fact types with the\n' +
        'nearest known name, wakes that do not go out, parked journeys, marked facts, failed mail.',
    )
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

async function run(options: { json?: boolean }): Promise<void> {
  const down = await partsDown()
  const database = process.env.DATABASE_URL || readRunFile().database
  const db = openDatabase(database, { max: 2 })
  const found = await findings(db).catch((error: Error): Finding[] => [
    { what: 'part down', name: 'database', times: 1, advice: error.message },
  ])
  await db.destroy()
  const all = [
    ...down,
    ...found.filter((one) => !down.some((other) => other.what === one.what && other.name === one.name)),
  ]
  say(options.json, { ok: all.length === 0, findings: all }, [
    ...all.map(
      ({ what, name, times, advice }) =>
        `${paint('red', what)} ${paint('bold', name)}${times > 1 ? ` ×${times}` : ''}: ${advice}`,
    ),
    all.length === 0 ? paint('green', 'all well') : `${count(all.length, 'finding')}`,
  ])
  if (all.length > 0) process.exitCode = 1
}

async function partsDown(): Promise<Finding[]> {
  const api = apiClient()
  const answer = await api.ask('GET', '/readyz').catch((error: Error) => error)
  if (answer instanceof Error) return [{ what: 'part down', name: 'api', times: 1, advice: answer.message }]
  const parsed = ready.safeParse(answer.body)
  if (!parsed.success)
    return [{ what: 'part down', name: 'api', times: 1, advice: `/readyz answered ${answer.status}` }]
  return Object.entries(parsed.data.parts)
    .filter(([, part]) => !part.ok)
    .map(([name, part]) => ({ what: 'part down', name, times: 1, advice: part.detail }))
}
