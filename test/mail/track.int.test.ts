import { expect, test } from 'vitest'
import { recordClick } from '../../mail/track.ts'
import { readToken, signToken } from '../../mail/tokens.ts'
import { instant } from '../../store/database.ts'
import { BROWSER, clickScene, linkTo } from './click-scene.ts'

const MARKED = `${linkTo(0)}?utm_source=kindling&utm_medium=email&utm_campaign=offer`
const SECONDS = 1000

async function sentOffer() {
  const scene = await clickScene()
  const lead = await scene.lead()
  const mail = await scene.mail(lead)
  const types = async () => (await scene.facts(lead)).map(({ type }) => type)
  return { ...scene, lead, mail, types }
}

test("a person's click is one fact after its judgement, of when it was made, with the address as the author wrote it", async () => {
  const { store, lead, mail, click, pass, facts } = await sentOffer()
  await pass(10 * SECONDS)
  const clickedAt = store.clock.read()
  expect(await click(mail, 0)).toBe(MARKED)
  await pass(1 * SECONDS)
  expect(await click(mail, 0)).toBe(MARKED)
  await pass(59 * SECONDS - 1)
  expect(await facts(lead)).toEqual([])
  await pass(1)
  await pass(60 * SECONDS)
  const props = expect.objectContaining({ link: linkTo(0), human: true, message: mail })
  expect(await facts(lead)).toEqual([{ id: expect.any(Number), type: 'email.clicked', at: clickedAt, props }])
  const clicked = await store.db.selectFrom('mail_events').select('what').execute()
  expect(clicked.map(({ what }) => what)).toEqual(['clicked'])
})

test("a click within ten seconds is a machine's, and does not hide the person's that follows", async () => {
  const { mail, click, pass, types } = await sentOffer()
  await click(mail, 0)
  await pass(60 * SECONDS)
  await click(mail, 0)
  await pass(60 * SECONDS)
  expect(await types()).toEqual(['email.scanned', 'email.clicked'])
})

test('without quarantine the agent alone is judged, also before the ledger says that the mail left', async () => {
  const { store, mail, click, types } = await sentOffer()
  await store.db.updateTable('messages').set({ status: 'sending', left_at: null }).execute()
  await click(mail, 0, { quarantineMs: 0, method: 'HEAD' })
  for (const link of [0, 1, 2]) await click(mail, link, { quarantineMs: 0 })
  expect(await types()).toEqual(['email.scanned', 'email.clicked', 'email.clicked', 'email.clicked'])
})

test("a click from a scanner's network is a machine's, whatever its agent says", async () => {
  const { mail, click, pass, types } = await sentOffer()
  await pass(60 * SECONDS)
  await click(mail, 0, { ip: '::ffff:40.107.3.4' })
  expect(await types()).toEqual(['email.scanned'])
})

test('opens are told apart: ahead of reading, by a proxy, by the reader’s own program', async () => {
  const { store, lead, mail, open, pass, facts } = await sentOffer()
  const proxy = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
  const outlook = 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)'
  await open(mail, { agent: proxy })
  await pass(60 * SECONDS)
  for (const agent of ['Mozilla/5.0', proxy, proxy, outlook, BROWSER]) await open(mail, { agent })
  expect((await facts(lead)).map(({ type, props }) => [type, props.open, props.human])).toEqual([
    ['email.scanned', 'prefetch', false],
    ['email.scanned', 'proxied', false],
    ['email.opened', 'direct', true],
  ])
  const events = await store.db.selectFrom('mail_events').select('what').execute()
  expect(events.map(({ what }) => what)).toEqual(['opened'])
})

test('a forged token, a token of another purpose and a link that was never sent lead nowhere', async () => {
  const { store, lead, mail, click, facts } = await sentOffer()
  const seen = { secret: 's', method: 'GET', agent: BROWSER, ip: '', quarantineMs: 60_000 }
  for (const token of ['x.y', '', signToken('another', 'click', [mail, 0]), signToken('s', 'open', [mail])])
    expect(await recordClick(store, { ...seen, token })).toBeNull()
  expect(await click(mail, 7)).toBeNull()
  expect(await click('no such mail', 0)).toBeNull()
  expect(await facts(lead)).toEqual([])
})

test('a flood of visits is led on, and leaves no more than its first two hundred', async () => {
  const { store, lead, mail, click } = await sentOffer()
  const at = instant(store.clock.read())
  const flood = { message_key: mail, lead_id: lead, link: 0, at, verdict: 'machine' as const, why: 'robot' }
  await store.db
    .insertInto('visits')
    .values(Array.from({ length: 201 }, () => flood))
    .execute()
  expect(await click(mail, 0)).toBe(MARKED)
  expect(await store.db.selectFrom('visits').select('id').execute()).toHaveLength(201)
})

test('no address and no agent is kept, only whether two came from one place', async () => {
  const { store, mail, click } = await sentOffer()
  for (const ip of ['192.0.2.7', '192.0.2.99', '198.51.100.7']) await click(mail, 0, { ip })
  const rows = await store.db.selectFrom('visits').selectAll().orderBy('id').execute()
  expect(new Set(rows.map(({ net }) => net)).size).toBe(2)
  expect(JSON.stringify(rows)).not.toMatch(/192\.0\.2|198\.51|Mozilla|Chrome/)
})

test('a token is good until it ends and not a millisecond longer', () => {
  const token = signToken('s', 'offer', { id: 'x' }, 1000)
  expect([readToken('s', 'offer', token, 1000), readToken('s', 'offer', token, 1001)]).toEqual([
    { id: 'x' },
    null,
  ])
})
