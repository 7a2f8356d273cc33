import { expect, test } from 'vitest'
import { figure, plus } from '../../core/language/rating.ts'
import type { Formula } from '../../core/sales/terms.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { readOffer } from '../../store/offers/read.ts'
import { AUCTION, dealerScene, HOUR } from './dealer-scene.ts'

const DAY = 24 * HOUR
const pounds = (amount: number) => ({ amount: amount * 100, currency: 'GBP' })

/** An auction of a lead among these dealers. */
async function auction(names: string[], terms: object = {}, by?: Formula) {
  const s = await dealerScene({ ...AUCTION, ...terms }, by && plus(2, by))
  await s.seller('anna')
  const dealers: Awaited<ReturnType<typeof s.dealer>>[] = []
  for (const [n, name] of names.entries()) dealers.push(await s.dealer(name, 5 - n))
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const bid = async (n: number, money: { amount: number; currency: string }) => {
    const person = dealers[n]?.person ?? ''
    return placeBid(s.store, await s.offerTo(id, person), person, money)
  }
  const bids = async () => {
    const rows = await s.store.db
      .selectFrom('bids')
      .innerJoin('dealers', 'dealers.id', 'bids.dealer_id')
      .select(['dealers.name', 'bids.amount', 'bids.state'])
      .where('handoff_id', '=', id)
      .orderBy('amount')
      .execute()
    return rows.map((row) => `${row.name} ${row.amount} ${row.state}`)
  }
  const dues = () =>
    s.store.db.selectFrom('dues').selectAll().where('handoff_id', '=', id).orderBy('at').execute()
  return { s, dealers, lead, id, bid, bids, dues }
}

test('London: 100, 115, 120, 130 pounds; the highest has the contacts, owes its bid, and nobody else sees who it is', async () => {
  const { s, dealers, lead, id, bid, bids, dues } = await auction(['a', 'b', 'c'])
  expect(await s.asked(id)).toEqual(['a auction made', 'b auction made', 'c auction made'])
  await bid(0, pounds(100))
  await bid(1, pounds(115))
  await bid(0, pounds(120))
  expect(await bid(2, pounds(130))).toMatchObject({ amount: 13_000, least: 13_500 })
  expect(await s.reveals(id)).toEqual([])
  s.store.clock.advance(DAY)
  await s.turn(id)
  expect(await bids()).toEqual(['a 10000 lost', 'b 11500 lost', 'a 12000 lost', 'c 13000 won'])
  expect(await s.handoff(id)).toMatchObject({
    state: 'owned',
    stage: 'auction',
    owner_id: dealers[2]?.person,
  })
  expect(await s.reveals(id)).toEqual([{ seller_id: dealers[2]?.person, why: 'won' }])
  expect(await dues()).toMatchObject([{ amount: 13_000, currency: 'GBP', waived_at: null }])
  for (const [n, dealer] of dealers.entries()) {
    const shown = await readOffer(s.store, await s.offerTo(id, dealer.person), { sellerId: dealer.person })
    expect(shown.contacts !== null).toBe(n === 2)
    expect(JSON.stringify(shown.story).includes('Ильина')).toBe(n === 2)
  }
  const facts = (await s.facts(lead)).filter(({ type }) => /bid|auction|owned|revealed/.test(type))
  expect(facts.map(({ type }) => type)).toEqual([
    ...Array.from({ length: 4 }, () => 'bid.placed'),
    'auction.closed',
    'contact.revealed',
    'handoff.owned',
  ])
})

test('who won and does not call is passed over and owes nothing; the second bid is next, at its own amount', async () => {
  const { s, dealers, id, bid, bids, dues } = await auction(['a', 'b', 'c'])
  await bid(0, pounds(100))
  await bid(1, pounds(115))
  await bid(0, pounds(120))
  await bid(2, pounds(130))
  s.store.clock.advance(DAY)
  await s.turn(id)
  s.hours(4)
  await s.turn(id)
  expect(await bids()).toEqual(['a 10000 lost', 'b 11500 lost', 'a 12000 won', 'c 13000 passed'])
  expect(await dues()).toMatchObject([
    { amount: 13_000, why: 'did not call in time', waived_at: s.store.clock.read() },
    { amount: 12_000, waived_at: null },
  ])
  expect(await s.handoff(id)).toMatchObject({ owner_id: dealers[0]?.person, taken_back: 1 })
  // All bids of the one that is passed over are over.
  s.hours(4)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ owner_id: dealers[1]?.person })
  s.hours(4)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ owner_id: null, stage: 'house' })
  expect((await s.asked(id)).at(-1)).toBe('anna house made')
  expect((await dues()).map(({ waived_at }) => waived_at !== null)).toEqual([true, true, true])
})

test('who is passed over has a star less for it', async () => {
  const { s, dealers, id, bid } = await auction(['a', 'b'], {}, figure('speed'))
  const stars = async (n: number) => {
    const row = await s.store.db
      .selectFrom('dealers')
      .select(['stars', 'stars_why'])
      .where('id', '=', dealers[n]?.id ?? '')
      .executeTakeFirstOrThrow()
    return [row.stars, row.stars_why.map(({ text }) => text)]
  }
  await bid(0, pounds(100))
  await bid(1, pounds(115))
  s.store.clock.advance(DAY)
  await s.turn(id)
  s.hours(4)
  await s.turn(id)
  expect(await stars(1)).toEqual([2, ['2', 'speed 0']])
  await noteContact(s.store, id, { sellerId: dealers[0]?.person ?? '' })
  await dispose(s.store, id, { outcome: 'won' }, { sellerId: dealers[0]?.person ?? '' })
  expect(await stars(0)).toEqual([3, ['2', 'speed 1']])
})

test('who won and calls in time keeps the lead and owes', async () => {
  const { s, dealers, id, bid, dues } = await auction(['a', 'b'])
  await bid(0, pounds(100))
  await bid(1, pounds(115))
  s.store.clock.advance(DAY)
  await s.turn(id)
  s.store.clock.advance(4 * HOUR - 1)
  await noteContact(s.store, id, { sellerId: dealers[1]?.person ?? '' })
  s.hours(24)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ owner_id: dealers[1]?.person, taken_back: 0 })
  expect(await dues()).toMatchObject([{ amount: 11_500, waived_at: null }])
})

test.each([
  [{ amount: 9_999, currency: 'GBP' }, 'bid_low'],
  [{ amount: -13_000, currency: 'GBP' }, 'bad_input'],
  [{ amount: 13_000.5, currency: 'GBP' }, 'bad_input'],
  [{ amount: 13_000, currency: 'EUR' }, 'bid_currency'],
])('a bid of %j is refused: %s', async (money, code) => {
  const { bid, bids } = await auction(['a'])
  await expect(bid(0, money)).rejects.toMatchObject({ code })
  expect(await bids()).toEqual([])
})

test('a bid below the step, over one’s own, and at the closing instant is refused; a moment before it is good', async () => {
  const { s, id, bid, bids } = await auction(['a', 'b'])
  await bid(0, pounds(100))
  await expect(bid(0, pounds(130))).rejects.toMatchObject({ code: 'bid_leads' })
  await expect(bid(1, { amount: 10_499, currency: 'GBP' })).rejects.toMatchObject({ code: 'bid_low' })
  s.store.clock.advance(DAY - 1)
  await bid(1, { amount: 10_500, currency: 'GBP' })
  s.store.clock.advance(1)
  await expect(bid(0, pounds(200))).rejects.toMatchObject({ code: 'offer_over' })
  expect(await bids()).toEqual(['a 10000 lost', 'b 10500 won'])
  expect(await s.handoff(id)).toMatchObject({ state: 'owned' })
})

test('of two bids of the same amount in the same millisecond one is taken', async () => {
  const { bid, bids } = await auction(['a', 'b', 'c'])
  const all = await Promise.allSettled([0, 1, 2].map((n) => bid(n, pounds(115))))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await bids()).toHaveLength(1)
})

test('an auctioned lead cannot be accepted; a decline leaves one’s bids standing', async () => {
  const { s, dealers, id, bid } = await auction(['a', 'b'])
  const [a, b] = dealers
  await expect(
    acceptOffer(s.store, await s.offerTo(id, a?.person ?? ''), a?.person ?? ''),
  ).rejects.toMatchObject({
    code: 'offer_auction',
  })
  await bid(1, pounds(100))
  await declineOffer(s.store, await s.offerTo(id, b?.person ?? ''), b?.person ?? '')
  s.store.clock.advance(DAY)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ owner_id: b?.person })
})

test('without bids it goes to the house team, or back to be warmed, as the terms say', async () => {
  const house = await auction(['a'])
  house.s.store.clock.advance(DAY)
  await house.s.turn(house.id)
  expect((await house.s.asked(house.id)).at(-1)).toBe('anna house made')
  const nurture = await auction(['a'], { unsold: 'nurture' })
  nurture.s.store.clock.advance(DAY)
  expect(await nurture.s.turn(nurture.id)).toEqual({ done: true })
  expect(await nurture.s.handoff(nurture.id)).toMatchObject({
    state: 'closed',
    outcome: 'unsold',
    reason: 'no bids',
  })
})

test('with nobody to bid it is unsold at once', async () => {
  const { s, id } = await auction([])
  expect(await s.asked(id)).toEqual(['anna house made'])
})

test('consent that is withdrawn ends an auction; bids come to nothing', async () => {
  const { s, lead, id, bid, bids, dues } = await auction(['a', 'b'])
  await bid(0, pounds(100))
  s.store.clock.advance(1)
  await s.consent(lead, false)
  await s.turn(id)
  expect(await bids()).toEqual(['a 10000 lost'])
  expect(await dues()).toEqual([])
  expect((await s.asked(id)).at(-1)).toBe('anna house made')
  s.store.clock.advance(DAY)
  await s.turn(id)
  expect(await s.reveals(id)).toEqual([])
})

test('a dealer’s offers come to an auction after the group', async () => {
  const s = await dealerScene({ mode: 'offer', alone: '1 hour', times: 1, then: AUCTION })
  const a = await s.dealer('a', 5)
  await s.dealer('b', 4)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['a alone made'])
  s.hours(1)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['a alone expired', 'a auction made', 'b auction made'])
  expect(await placeBid(s.store, await s.offerTo(id, a.person), a.person, pounds(100))).toMatchObject({
    least: 10_500,
  })
})
