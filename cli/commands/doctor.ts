import { isIP } from 'node:net'
import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { keyFindings } from '../doctor/dns/check-dkim.ts'
import { dnsFindings } from '../doctor/dns/check-senders.ts'
import { machineDns } from '../doctor/dns/dns-port.ts'
import { type Finding, findings } from '../doctor/findings.ts'
import { mailSettings, publishedSenders } from '../doctor/mail-place.ts'
import { count, paint, say, UsageError } from '../output.ts'
import { readRunFile } from '../run-file.ts'
import { type Db, openDatabase } from '../../store/database.ts'

const ready = z.object({
  parts: z.record(z.string(), z.looseObject({ ok: z.boolean(), detail: z.string() })),
})

/** `kindling doctor`: what needs a person. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .summary('what is wrong, and what to do')
    .description(
      'Asks every part of the running system how it is, and the database for what got stuck: unknown fact types with the\n' +
        'nearest known name, wakes that do not go out, parked journeys, marked facts, failed mail, senders that no key signs.\n' +
        'With --dns also whether DNS lets each published sender send: SPF, DKIM, DMARC, the way back from each address, links.',
    )
    .option('--dns', 'ask DNS about each sender, and say which record to put where')
    .option(
      '--ip <address...>',
      'from where mail leaves (default: the addresses of the server in SMTP_URL)',
      [],
    )
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

interface Options {
  dns?: boolean
  ip: string[]
  json?: boolean
}

async function run(options: Options): Promise<void> {
  const odd = options.ip.find((ip) => isIP(ip) === 0)
  if (odd !== undefined) throw new UsageError(`${odd} is no IP address.`)
  const down = await partsDown()
  const database = process.env.DATABASE_URL || readRunFile().database
  const db = openDatabase(database, { max: 2 })
  const noDatabase = (error: Error) => ({
    found: [{ what: 'part down', name: 'database', times: 1, advice: error.message } satisfies Finding],
    notes: [],
  })
  const { found, notes } = await inDatabase(db, options).catch(noDatabase)
  await db.destroy()
  const all = [
    ...down,
    ...found.filter((one) => !down.some((other) => other.what === one.what && other.name === one.name)),
  ]
  say(options.json, { ok: all.length === 0, findings: all, notes }, [
    ...all.map(
      ({ what, name, times, advice }) =>
        `${paint('red', what)} ${paint('bold', name)}${times > 1 ? ` ×${times}` : ''}: ${advice}`,
    ),
    ...notes.map(({ name, advice }) => paint('dim', `sender ${name}: ${advice}`)),
    all.length === 0 ? paint('green', 'all well') : `${count(all.length, 'finding')}`,
  ])
  if (all.length > 0) process.exitCode = 1
}

/** Findings, and what is no fault here but good to know: unsigned mail where it may be. */
async function inDatabase(db: Db, { dns, ip }: Options): Promise<{ found: Finding[]; notes: Finding[] }> {
  const senders = await publishedSenders(db)
  const settings = mailSettings()
  const { keys, dataDir, unsigned } = settings
  const ofKeys = Object.entries(senders).flatMap(([name, sender]) => keyFindings(keys, name, sender, dataDir))
  const harmless = (one: Finding) => one.what === 'sender unsigned' && unsigned === 'allow'
  return {
    found: [
      ...(await findings(db)),
      ...ofKeys.filter((one) => !harmless(one)),
      ...(dns ? await dnsFindings(machineDns(), { ...settings, senders, ips: ip }) : []),
    ],
    notes: ofKeys.filter(harmless),
  }
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
