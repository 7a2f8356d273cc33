import { expect, test } from 'vitest'
import { askCall } from '../../store/calls/ask.ts'
import { type CallHeard, hearCall } from '../../store/calls/event.ts'
import { noteSeen } from '../../store/offers/seen.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { readOffer } from '../../store/offers/read.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { AUCTION, dealerScene, HOUR } from './dealer-scene.ts'

const SECOND = 1000

/** An exchange that notes whom it connects. */
function exchange() {
  const asked: { id: string; seller: string; lead: string }[] = []
  return {
    asked,
    name: 'test',
    connect: async (call: { id: string; seller: string; lead: string }) => {
      asked.push(call)
      return { providerCall: `x-${call.id}` }
    },
  }
}

/** A lead that the five-star dealer has alone, and a call to it. */
async function called() {
  const s = await dealerScene()
  await s.seller('anna')
  const five = await s.dealer('five', 5, { people: 2 })
  await s.dealer('four', 4)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offer = await s.offerTo(id, five.person)
  const line = exchange()
  const ask = () => askCall(s.store, line, offer, five.person)
  const hear = (call: string, type: CallHeard['type'], more: Partial<CallHeard> = {}) =>
    hearCall(s.store, 'test', { call, type, ...more })
  const calls = async () =>
    (await s.facts(lead)).filter(({ type }) => type.startsWith('call.')).map(({ type }) => type)
  return { s, five, lead, id, offer, line, ask, hear, calls }
}

test('Novosibirsk: a talk of 75 seconds opens the contacts and takes the lead', async () => {
  const { s, five, lead, id, offer, line, ask, hear, calls } = await called()
  const { call } = await ask()
  expect(line.asked).toEqual([{ id: call, seller: '+442079460000', lead: '+79990001122' }])
  await hear(call, 'answered')
  s.store.clock.advance(75 * SECOND)
  expect((await readOffer(s.store, offer, { sellerId: five.person })).contacts).toBeNull()
  await hear(call, 'ended')
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: five.person, dealer_id: five.id })
  expect(await s.reveals(id)).toEqual([{ seller_id: five.person, why: 'talk' }])
  expect((await readOffer(s.store, offer, { sellerId: five.person })).contacts).toMatchObject({
    phone: '+79990001122',
  })
  expect(await calls()).toEqual(['call.started', 'call.ended'])
  const told = await s.store.db
    .selectFrom('messages')
    .select(['template', 'vars'])
    .where('lead_id', '=', lead)
    .where('template', 'in', ['sales/taken', 'sales/who-calls'])
    .orderBy('template')
    .execute()
  // Nobody is told by when to call: they spoke.
  expect(told).toMatchObject([
    { template: 'sales/taken', vars: { talked: true } },
    { template: 'sales/who-calls', vars: { talked: true } },
  ])
})

test('a talk of 74 seconds opens nothing', async () => {
  const { s, id, ask, hear } = await called()
  const { call } = await ask()
  await hear(call, 'answered')
  s.store.clock.advance(74 * SECOND)
  await hear(call, 'ended')
  expect(await s.handoff(id)).toMatchObject({ state: 'offered', owner_id: null })
  expect(await s.reveals(id)).toEqual([])
})

test('an offer does not run out while its call runs; the colleague’s does', async () => {
  const { s, five, id, offer, ask, hear } = await called()
  s.store.clock.advance(2 * HOUR - 30 * SECOND)
  const { call } = await ask()
  await hear(call, 'answered')
  s.store.clock.advance(60 * SECOND)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['five alone made', 'five alone expired'])
  const colleague = five.people[1]?.id ?? ''
  await expect(acceptOffer(s.store, await s.offerTo(id, colleague), colleague)).rejects.toMatchObject({
    code: 'offer_over',
  })
  s.store.clock.advance(30 * SECOND)
  await hear(call, 'ended')
  expect(await s.handoff(id)).toMatchObject({ owner_id: five.person })
  expect(offer).not.toBe('')
})

test('after a short talk that lasted past the end of the offer the next dealer is asked at once', async () => {
  const { s, id, ask, hear } = await called()
  s.store.clock.advance(2 * HOUR - 30 * SECOND)
  const { call } = await ask()
  await hear(call, 'answered')
  s.store.clock.advance(60 * SECOND)
  await hear(call, 'ended')
  expect(await s.asked(id)).toEqual(['five alone expired', 'five alone expired', 'four alone made'])
})

test('a call of which nothing more is heard holds the offer for a while and no longer', async () => {
  const { s, id, ask } = await called()
  s.store.clock.advance(2 * HOUR - 1)
  await ask()
  s.store.clock.advance(1)
  expect(await s.turn(id)).toMatchObject({ sleepMs: 180 * SECOND - 1 })
  s.store.clock.advance(180 * SECOND - 1)
  await s.turn(id)
  expect((await s.asked(id)).at(-1)).toBe('four alone made')
})

test.each([
  [['ended', 'answered', 'ringing']],
  [['ended', 'ended', 'answered', 'answered']],
  [['answered', 'missed', 'ended', 'missed']],
] as CallHeard['type'][][][])('events out of order and twice come to the same talk: %j', async (order) => {
  const { s, five, id, ask, hear, calls } = await called()
  const { call } = await ask()
  const start = s.store.clock.read()
  s.store.clock.advance(90 * SECOND)
  const at = {
    ringing: start,
    answered: start + 5 * SECOND,
    ended: start + 85 * SECOND,
    missed: start,
    failed: start,
  }
  for (const type of order) await hear(call, type, { at: at[type] })
  expect(await s.handoff(id)).toMatchObject({ owner_id: five.person })
  expect((await calls()).sort()).toEqual(['call.ended', 'call.started'])
})

test('an event of a call that we never asked for, or of another exchange, changes nothing', async () => {
  const { s, id, ask, hear } = await called()
  const { call } = await ask()
  expect(await hear('00000000-0000-4000-8000-000000000000', 'ended', { seconds: 90 })).toEqual({
    known: false,
  })
  expect(await hear('+79161234567', 'ended', { seconds: 90 })).toEqual({ known: false })
  expect(await hearCall(s.store, 'another', { call, type: 'ended', seconds: 90 })).toEqual({ known: false })
  expect(await hearCall(s.store, 'test', { providerCall: 'nobody', type: 'ended', seconds: 90 })).toEqual({
    known: false,
  })
  expect((await s.handoff(id)).owner_id).toBeNull()
  expect(await hearCall(s.store, 'test', { providerCall: `x-${call}`, type: 'ended', seconds: 90 })).toEqual({
    known: true,
  })
  expect((await s.handoff(id)).state).toBe('owned')
})

test('a call that was missed is a fact, and one may call again; of two at once one is put through', async () => {
  const { line, ask, hear, calls } = await called()
  const first = await ask()
  await expect(ask()).rejects.toMatchObject({ code: 'call_running' })
  await hear(first.call, 'missed')
  const both = await Promise.allSettled([ask(), ask()])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(line.asked).toHaveLength(2)
  expect(await calls()).toEqual(['call.missed'])
})

test('a talk when consent was taken back meanwhile opens nothing', async () => {
  const { s, lead, id, ask, hear } = await called()
  const { call } = await ask()
  await hear(call, 'answered')
  s.store.clock.advance(80 * SECOND)
  await s.consent(lead, false)
  await hear(call, 'ended')
  expect(await s.reveals(id)).toEqual([])
  expect((await s.asked(id)).at(-1)).toBe('anna house made')
})

test('a colleague who takes the lead during the talk has it; the talk opens nothing more', async () => {
  const { s, five, id, ask, hear } = await called()
  const colleague = five.people[1]?.id ?? ''
  const { call } = await ask()
  await hear(call, 'answered')
  s.store.clock.advance(50 * SECOND)
  await acceptOffer(s.store, await s.offerTo(id, colleague), colleague)
  s.store.clock.advance(50 * SECOND)
  await hear(call, 'ended')
  expect(await s.handoff(id)).toMatchObject({ owner_id: colleague })
  expect(await s.reveals(id)).toEqual([{ seller_id: colleague, why: 'taken' }])
})

test('an exchange that does not take the call leaves nothing running', async () => {
  const { s, five, offer, ask } = await called()
  const broken = { name: 'test', connect: () => Promise.reject(new Error('down')) }
  await expect(askCall(s.store, broken, offer, five.person)).rejects.toMatchObject({ code: 'unavailable' })
  await ask()
})

test('without a number there is nothing to connect', async () => {
  const { s, five, offer, ask } = await called()
  await s.store.db.updateTable('sellers').set({ phone: null }).where('id', '=', five.person).execute()
  await expect(ask()).rejects.toMatchObject({ code: 'phone_missing' })
  await noteSeen(s.store, offer, five.person)
})

test('the winner of an auction who calls in time keeps the lead; while the call runs nobody passes him over', async () => {
  const s = await dealerScene(AUCTION)
  const a = await s.dealer('a', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offer = await s.offerTo(id, a.person)
  const line = exchange()
  await expect(askCall(s.store, line, offer, a.person)).rejects.toMatchObject({ code: 'offer_auction' })
  await placeBid(s.store, offer, a.person, { amount: 10_000, currency: 'GBP' })
  s.hours(24)
  await s.turn(id)
  s.store.clock.advance(4 * HOUR - SECOND)
  const { call } = await askCall(s.store, line, offer, a.person)
  await hearCall(s.store, 'test', { call, type: 'answered' })
  s.store.clock.advance(40 * SECOND)
  await s.turn(id)
  expect((await s.handoff(id)).owner_id).toBe(a.person)
  await hearCall(s.store, 'test', { call, type: 'ended' })
  await s.turn(id)
  s.hours(10)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ owner_id: a.person, taken_back: 0 })
  expect((await s.facts(lead)).filter(({ type }) => type === 'call.ended')).toHaveLength(1)
})
