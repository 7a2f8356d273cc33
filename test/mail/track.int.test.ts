import { expect, test } from 'vitest'
import { recordClick, recordOpen } from '../../mail/track.ts'
import { signToken } from '../../mail/tokens.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { mailWorld } from './mail-world.ts'

const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const URL = 'https://works.example/saws?utm_source=kindling&utm_medium=email&utm_campaign=offer'

async function sentOffer() {
  const world = await mailWorld()
  const lead = await world.lead()
  const key = await world.queue({ leadId: lead, template: 'offer' })
  await world.drain()
  const { secret } = world.deps.config
  const visit = { secret, method: 'GET', agent: BROWSER, ip: '192.0.2.7', quarantineMs: 60_000 }
  const rows = () =>
    world.store.db
      .selectFrom('facts')
      .select(['type', 'at', 'props'])
      .where('type', '<>', 'email.sent')
      .orderBy('id')
      .execute()
  const facts = async () => (await rows()).map((row) => [row.type, row.props.link ?? null])
  const ring = () => drainAlarms(world.store, { until: Number.POSITIVE_INFINITY, beat: () => undefined })
  return { world, lead, key, secret, visit, facts, rows, ring }
}

test("a person's click is one fact after its judgement, of when it was made, with the address as the author wrote it", async () => {
  const { world, key, secret, visit, rows, ring } = await sentOffer()
  const token = signToken(secret, 'click', [key, 0])
  world.store.clock.advance(10_000)
  const clickedAt = world.store.clock.read()
  expect(await recordClick(world.store, { ...visit, token })).toBe(URL)
  world.store.clock.advance(1_000)
  expect(await recordClick(world.store, { ...visit, token })).toBe(URL)
  world.store.clock.advance(58_999)
  await ring()
  expect(await rows()).toEqual([])
  world.store.clock.advance(1)
  await ring()
  world.store.clock.advance(60_000)
  await ring()
  expect(await rows()).toEqual([
    {
      type: 'email.clicked',
      at: clickedAt,
      props: expect.objectContaining({ link: 'https://works.example/saws', human: true, message: key }),
    },
  ])
})

test("a click within ten seconds is a machine's, and does not hide the person's that follows", async () => {
  const { world, key, secret, visit, facts, ring } = await sentOffer()
  const token = signToken(secret, 'click', [key, 0])
  await recordClick(world.store, { ...visit, token })
  world.store.clock.advance(60_000)
  await recordClick(world.store, { ...visit, token })
  world.store.clock.advance(60_000)
  await ring()
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned', 'email.clicked'])
})

test('without quarantine the agent alone is judged, also before the ledger says that the mail left', async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  await world.store.db.updateTable('messages').set({ status: 'sending', left_at: null }).execute()
  const token = signToken(secret, 'click', [key, 0])
  await recordClick(world.store, { ...visit, token, quarantineMs: 0, method: 'HEAD' })
  await recordClick(world.store, { ...visit, token, quarantineMs: 0 })
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned', 'email.clicked'])
})

test("a click from a scanner's network is a machine's, whatever its agent says", async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  world.store.clock.advance(60_000)
  const token = signToken(secret, 'click', [key, 0])
  await recordClick(world.store, { ...visit, token, ip: '::ffff:40.107.3.4' })
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned'])
})

test('opens are told apart: ahead of reading, by a proxy, by the reader’s own program', async () => {
  const { world, key, secret, visit, rows } = await sentOffer()
  const token = signToken(secret, 'open', [key])
  const proxy = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
  const outlook = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)'
  await recordOpen(world.store, { ...visit, token, agent: proxy })
  world.store.clock.advance(60_000)
  await recordOpen(world.store, { ...visit, token, agent: 'Mozilla/5.0' })
  for (const agent of [proxy, proxy, outlook, BROWSER])
    await recordOpen(world.store, { ...visit, token, agent })
  expect((await rows()).map(({ type, props }) => [type, props.open, props.human])).toEqual([
    ['email.scanned', 'prefetch', false],
    ['email.scanned', 'proxied', false],
    ['email.opened', 'direct', true],
  ])
  const events = await world.store.db.selectFrom('mail_events').select('what').orderBy('id').execute()
  expect(events.filter(({ what }) => what === 'opened')).toHaveLength(1)
})

test('a forged token, a token of another purpose and a link that was never sent lead nowhere', async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  for (const token of [
    'x.y',
    '',
    signToken('another', 'click', [key, 0]),
    signToken(secret, 'open', [key, 0]),
    signToken(secret, 'click', [key, 7]),
  ]) {
    expect(await recordClick(world.store, { ...visit, token })).toBeNull()
  }
  expect(await facts()).toEqual([])
})

test('a flood of visits is led on and costs no more than its first two hundred', async () => {
  const { world, key, lead, secret, visit } = await sentOffer()
  const rows = Array.from({ length: 201 }, () => ({
    message_key: key,
    lead_id: lead,
    link: 0,
    at: new Date(world.store.clock.read()),
    verdict: 'machine' as const,
    why: 'robot',
  }))
  await world.store.db.insertInto('visits').values(rows).execute()
  const token = signToken(secret, 'click', [key, 0])
  expect(await recordClick(world.store, { ...visit, token })).toBe(URL)
  const { n } = await world.store.db
    .selectFrom('visits')
    .select((e) => e.fn.countAll().as('n'))
    .executeTakeFirstOrThrow()
  expect(Number(n)).toBe(201)
})

test('a token is good until it ends and not a millisecond longer', async () => {
  const { readToken } = await import('../../mail/tokens.ts')
  const token = signToken('s', 'offer', { id: 'x' }, 1000)
  expect([readToken('s', 'offer', token, 1000), readToken('s', 'offer', token, 1001)]).toEqual([
    { id: 'x' },
    null,
  ])
})
