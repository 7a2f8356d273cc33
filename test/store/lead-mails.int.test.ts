import { beforeAll, expect, test } from 'vitest'
import { refuseContact } from '../../store/handoffs/refuse.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { AUCTION, dealerScene, HOUR, type DealerScene } from './dealer-scene.ts'

let s: DealerScene

beforeAll(async () => {
  s = await dealerScene({ ...AUCTION, unsold: 'nurture' })
})

/** Templates of the mails that a lead got about being called, oldest first. */
const told = async (lead: string): Promise<string[]> => {
  const rows = await s.store.db
    .selectFrom('messages')
    .select('template')
    .where('lead_id', '=', lead)
    .where('seller_id', 'is', null)
    .orderBy('queued_at')
    .orderBy('key')
    .execute()
  return rows.map((row) => row.template)
}

let count = 0
async function auctioned() {
  const bidder = await s.dealer(`bidder${++count}`, 3)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  return { lead, id, bidder, offer: await s.offerTo(id, bidder.person) }
}

test('a lead that partners are asked for is told once, and courteously if nobody takes it', async () => {
  const { lead, id } = await auctioned()
  await s.turn(id)
  expect(await told(lead)).toEqual(['sales/partners'])
  s.store.clock.advance(25 * HOUR)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'unsold' })
  expect(await told(lead)).toEqual(['sales/partners', 'sales/nobody-calls'])
})

test('who refuses before anybody called is owed for by nobody, and the owner is told', async () => {
  const { lead, id, bidder, offer } = await auctioned()
  await placeBid(s.store, offer, bidder.person, { amount: 10_000, currency: 'GBP' })
  s.store.clock.advance(25 * HOUR)
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: bidder.person })
  expect(await told(lead)).toEqual(['sales/partners', 'sales/who-calls'])
  const said = { text: 'Please do not call me' }
  expect(await refuseContact(s.store, id, said)).toBe(true)
  expect(await refuseContact(s.store, id, said)).toBe(false)
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'refused' })
  const due = await s.store.db.selectFrom('dues').selectAll().where('handoff_id', '=', id).executeTakeFirst()
  expect(due).toMatchObject({ waived_at: s.store.clock.read(), why: 'the lead refused' })
  const mail = await s.store.db
    .selectFrom('messages')
    .select('seller_id')
    .where('lead_id', '=', lead)
    .where('template', '=', 'sales/refused')
    .execute()
  expect(mail).toEqual([{ seller_id: bidder.person }])
  await expect(acceptOffer(s.store, offer, bidder.person)).rejects.toMatchObject({ code: 'offer_over' })
})

test('a lead that never heard of a call hears nothing when nobody makes one', async () => {
  const lead = await s.lead({ consent: false })
  const { id } = await s.open(lead)
  for (let day = 0; day < 8; day++) {
    await s.turn(id)
    s.store.clock.advance(24 * HOUR)
  }
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'nobody took it' })
  expect(await told(lead)).toEqual([])
})
