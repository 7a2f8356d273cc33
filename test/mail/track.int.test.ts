import { expect, test } from 'vitest'
import { recordClick, recordOpen } from '../../mail/track.ts'
import { signToken } from '../../mail/tokens.ts'
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
  const visit = { secret, method: 'GET', agent: BROWSER, quietMs: 10_000 }
  const facts = async () => {
    const rows = await world.store.db
      .selectFrom('facts')
      .select(['type', 'props'])
      .where('type', '<>', 'email.sent')
      .orderBy('id')
      .execute()
    return rows.map((row) => [row.type, row.props.link ?? null])
  }
  return { world, lead, key, secret, visit, facts }
}

test("a person's click is one fact, with the address as the author wrote it", async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  const token = signToken(secret, 'click', [key, 0])
  world.store.clock.advance(10_000)
  expect(await recordClick(world.store, { ...visit, token })).toBe(URL)
  expect(await recordClick(world.store, { ...visit, token })).toBe(URL)
  expect(await facts()).toEqual([['email.clicked', 'https://works.example/saws']])
})

test("a click within ten seconds is a machine's, and does not hide the person's that follows", async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  const token = signToken(secret, 'click', [key, 0])
  await recordClick(world.store, { ...visit, token })
  world.store.clock.advance(60_000)
  await recordClick(world.store, { ...visit, token })
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned', 'email.clicked'])
})

test('without quarantine the agent alone is judged, also before the ledger says that the mail left', async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  await world.store.db.updateTable('messages').set({ status: 'sending', left_at: null }).execute()
  const token = signToken(secret, 'click', [key, 0])
  await recordClick(world.store, { ...visit, token, quietMs: 0, method: 'HEAD' })
  await recordClick(world.store, { ...visit, token, quietMs: 0 })
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned', 'email.clicked'])
})

test('an open by a proxy never counts as a person', async () => {
  const { world, key, secret, visit, facts } = await sentOffer()
  world.store.clock.advance(60_000)
  const token = signToken(secret, 'open', [key])
  await recordOpen(world.store, { ...visit, token, agent: 'Mozilla/5.0' })
  await recordOpen(world.store, { ...visit, token })
  expect((await facts()).map(([type]) => type)).toEqual(['email.scanned', 'email.opened'])
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

test('a token is good until it ends and not a millisecond longer', async () => {
  const { readToken } = await import('../../mail/tokens.ts')
  const token = signToken('s', 'offer', { id: 'x' }, 1000)
  expect([readToken('s', 'offer', token, 1000), readToken('s', 'offer', token, 1001)]).toEqual([
    { id: 'x' },
    null,
  ])
})
