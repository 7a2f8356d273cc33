import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { until } from '../harness/until.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'
import { type ServerStage, stageServer } from './stage-server.ts'

const MINUTE = 60_000

type Stage = { name: string; server?: ServerStage; stop?: 'claimed' | 'begun' | 'accepted' | 'noted' }

/** What the ledger says in the end of a marketing and of a service mail, and how many copies of each the server has. */
interface End {
  marketing: [status: string, copies: number]
  service: [status: string, copies: number]
}

const STAGES: [Stage, End][] = [
  [
    { name: 'claimed', stop: 'claimed' },
    { marketing: ['sent', 1], service: ['sent', 1] },
  ],
  [
    { name: 'waiting for the greeting', server: 'connected' },
    { marketing: ['sent', 1], service: ['sent', 1] },
  ],
  [
    { name: 'after RCPT', server: 'rcpt' },
    { marketing: ['sent', 1], service: ['sent', 1] },
  ],
  [
    { name: 'after DATA, before its body is asked for', server: 'data' },
    { marketing: ['sent', 1], service: ['sent', 1] },
  ],
  [
    { name: 'begun, before any of its body is given', stop: 'begun' },
    { marketing: ['unknown', 0], service: ['sent', 1] },
  ],
  [
    { name: 'in the middle of the body', server: 'body' },
    { marketing: ['unknown', 0], service: ['sent', 1] },
  ],
  [
    { name: 'after the final dot', server: 'dot' },
    { marketing: ['unknown', 1], service: ['sent', 2] },
  ],
  [
    { name: 'after 250, before it is noted', stop: 'accepted' },
    { marketing: ['unknown', 1], service: ['sent', 2] },
  ],
  [
    { name: 'noted as taken, before it is settled', stop: 'noted' },
    { marketing: ['sent', 1], service: ['sent', 1] },
  ],
]

async function killedAt({ server: silentAt, stop }: Omit<Stage, 'name'>, world: MailWorld, reaching = 2) {
  const server = await stageServer()
  server.silentAt = silentAt ?? null
  const args = ['--database', world.store.url, '--smtp', server.url, ...(stop ? ['--stop', stop] : [])]
  const holder = spawn(
    process.execPath,
    ['--no-warnings', join(import.meta.dirname, 'killed-holder.ts'), ...args],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  let said = ''
  holder.stdout.on('data', (part: Buffer) => {
    said += part.toString()
  })
  const noted = async () =>
    (await world.store.db.selectFrom('messages').select('key').where('taken_at', 'is not', null).execute())
      .length
  const reached = () => {
    if (stop === 'noted') return noted()
    return stop ? said.split('\n').length - 1 : server.reached
  }
  await until(async () => (await reached()) === reaching, { what: 'mail to come to the stage' })
  const gone = once(holder, 'exit')
  holder.kill('SIGKILL')
  await gone
  server.silentAt = null
  return server
}

// Machine time goes on to where the leases of the dead are over.
const leasesEnd = (world: MailWorld) =>
  sql`update messages set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null`.execute(
    world.store.db,
  )

test.each(STAGES)(
  'a holder killed with mail that is $name: the ledger says what is known',
  async (stage, end) => {
    const world = await mailWorld()
    const marketing = await world.queue({ leadId: await world.lead(), template: 'offer' })
    const service = await world.queue({ leadId: await world.lead(), template: 'hello' })
    const server = await killedAt(stage, world)
    await leasesEnd(world)
    world.store.clock.set('2040-01-01T00:00:00Z')
    const transport = smtpTransport(server.url)
    const deps = { ...world.deps, transport }
    await drainLane(deps, 'default')
    world.store.clock.advance(15 * MINUTE)
    await drainLane(deps, 'default')
    // Nothing more comes of it, however long one waits.
    world.store.clock.advance(10 * 24 * 60 * MINUTE)
    expect(await drainLane(deps, 'default')).toEqual({ sleepMs: null })
    await transport.close()
    const copies = (key: string) => server.whole.filter((id) => id === `<${key}@works.example>`).length
    const of = async (key: string) => [(await world.row(key)).status, copies(key)]
    expect({ marketing: await of(marketing), service: await of(service) }).toEqual(end)
  },
)

test('of many mails of a killed holder only those are in doubt whose bodies were on the wire', async () => {
  const world = await mailWorld()
  for (let n = 0; n < 60; n++) await world.queue({ leadId: await world.lead(), template: 'offer' })
  const server = await killedAt({ server: 'dot' }, world, 5)
  await leasesEnd(world)
  world.store.clock.set('2040-01-01T00:00:00Z')
  const transport = smtpTransport(server.url)
  await drainLane({ ...world.deps, transport }, 'default')
  await transport.close()
  const { rows } = await sql<{ status: string; n: number }>`select status, count(*)::int as n from messages
    group by 1 order by 1`.execute(world.store.db)
  expect(rows).toEqual([
    { status: 'sent', n: 55 },
    { status: 'unknown', n: 5 },
  ])
  expect(new Set(server.whole).size).toBe(server.whole.length)
})
