import { expect, test } from 'vitest'
import { drainLane } from '../../../mail/drain.ts'
import { smtpTransport } from '../../../providers/smtp/transport.ts'
import { eraseBehind } from '../../../store/erasure/behind.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { createSeller } from '../../../store/sellers.ts'
import { afterwards } from '../../harness/afterwards.ts'
import { until } from '../../harness/until.ts'
import { mailWorld } from '../../mail/mail-world.ts'
import { sentWorld } from '../../mail/sent-world.ts'
import { type ServerStage, stageServer } from '../../mail/stage-server.ts'
import { bounce } from '../../mail/world-mail.ts'
import { dataFolder, eraseWhole, finishErasure, traces } from './erasing.ts'

const MINUTE = 60_000
const folder = await dataFolder()

/** A mail of each kind and one to a seller, all at this stage of their way when the person is erased. */
async function atStage(stage: ServerStage) {
  const world = await mailWorld()
  const server = await stageServer()
  const transport = smtpTransport(server.url, { connections: 3, silenceMs: 4000 })
  afterwards(() => transport.close())
  const lead = await world.lead({ email: 'anna.berg@client.example' })
  const seller = await createSeller(world.store, { email: 'boris@works.example', name: 'Boris', zone: 'UTC' })
  const vars = { contacts: { email: 'anna.berg@client.example' } }
  const keys = [
    await world.queue({ leadId: lead, template: 'hello' }),
    await world.queue({ leadId: lead, template: 'offer' }),
    await world.queue({ leadId: lead, template: 'hello', sellerId: seller.id, vars }),
  ]
  server.silentAt = stage
  const draining = drainLane({ ...world.deps, transport }, 'default')
  await until(() => server.reached >= keys.length, { what: 'the mails to come to the stage' })
  const { id } = await erase(world.store, { lead }, { actor: 'test' })
  await draining
  server.silentAt = null
  const drain = () => drainLane({ ...world.deps, transport }, 'default')
  const states = async () => {
    const rows = await world.store.db
      .selectFrom('messages')
      .select(['key', 'status', 'vars', 'links'])
      .execute()
    return keys.map((key) => rows.find((row) => row.key === key))
  }
  return { world, server, lead, id, drain, states }
}

test.each(['rcpt', 'data'] as const)(
  'erased between claim and body (%s): nothing leaves, not then and not later',
  async (stage) => {
    const { world, server, id, drain, states } = await atStage(stage)
    await finishErasure(world.store, id, folder)
    world.store.clock.advance(30 * MINUTE)
    await drain()
    expect(server.whole).toEqual([])
    expect((await states()).map((row) => row?.status)).toEqual(['skipped', 'skipped', 'skipped'])
    expect(await traces(world.store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
  },
)

test.each([
  ['body', 0],
  ['dot', 3],
] as const)(
  'erased while the server has some of it (%s): it is never tried again',
  async (stage, arrived) => {
    const { world, server, lead, id, drain, states } = await atStage(stage)
    // A round that comes after the mail was settled, and before it would be tried again.
    await finishErasure(world.store, id, folder)
    world.store.clock.advance(30 * MINUTE)
    await drain()
    expect(server.whole).toHaveLength(arrived)
    const now = await states()
    expect(now.map((row) => row?.status)).toEqual(['skipped', 'unknown', 'skipped'])
    expect(now.map((row) => [row?.vars, row?.links])).toEqual([
      [{}, null],
      [{}, null],
      [{}, null],
    ])
    expect(await world.story(lead)).toEqual([])
    expect(await traces(world.store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
  },
)

test('a mail that would be tried again is not, although no round came between', async () => {
  const { world, server, drain, states } = await atStage('dot')
  world.store.clock.advance(30 * MINUTE)
  await drain()
  expect(server.whole).toHaveLength(3)
  expect((await states()).map((row) => row?.status)).toEqual(['skipped', 'unknown', 'skipped'])
})

test('the erasure is not done before what is on its way has settled', async () => {
  const world = await mailWorld()
  const lead = await world.lead()
  const key = await world.queue({ leadId: lead, template: 'hello' })
  await world.store.db.updateTable('messages').set({ status: 'sending' }).where('key', '=', key).execute()
  const { id } = await erase(world.store, { lead }, { actor: 'test' })
  expect(await eraseBehind(world.store, { dataDir: folder })).toBe(0)
  await world.store.db.updateTable('messages').set({ status: 'sent' }).where('key', '=', key).execute()
  await finishErasure(world.store, id, folder)
})

test('what the world says of a mail afterwards is counted, and nothing is said of anybody', async () => {
  const world = await sentWorld()
  const mail = await world.sent()
  await eraseWhole(world.store, { lead: mail.lead }, folder)
  expect(await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' }))).toBe(
    'counted',
  )
  expect(await world.facts(mail.lead)).toEqual([])
  expect(await world.story(mail.lead)).toEqual([])
  expect(await traces(world.store.db, [mail.email])).toEqual([])
})
