import { expect, test } from 'vitest'
import { plus, share, figure, times } from '../../core/language/rating.ts'
import type { Route } from '../../core/release/release.ts'
import { recordFact } from '../../store/facts/record.ts'
import { readDealer } from '../../store/dealers/rate.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { answerCheck, readCheck } from '../../store/handoffs/lead-check.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { inMoment } from '../../store/moment.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { quality } from '../../store/quality/quality.ts'
import { publishedRelease } from '../harness/release.ts'
import { lockLead } from '../../store/transact.ts'
import { dealerScene, OFFER } from './dealer-scene.ts'
import { routing, scene, type Scene } from './sales-scene.ts'

const HOUR = 3_600_000

async function owned(s: Scene, seller: { id: string }, source: string) {
  const lead = await s.lead()
  await s.store.db.updateTable('leads').set({ source }).where('id', '=', lead).execute()
  const { id } = await s.open(lead, { to: seller.id })
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', seller.id)
  return { lead, id }
}

const talk = (s: Scene, lead: string, seconds: number, seller?: string) =>
  inMoment(
    s.store,
    (tx) => lockLead(tx, lead),
    (m) => recordFact(m, { type: 'call.ended', leadId: lead, props: { seconds, ...(seller && { seller }) } }),
  )

test('what sales says stands beside what the record says, by source and by seller', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const start = s.store.clock.read()
  const sold = await owned(s, anna, 'fair')
  const said = await owned(s, anna, 'web')
  const late = await owned(s, boris, 'fair')
  await owned(s, boris, 'web')
  s.hours(1)
  await talk(s, sold.lead, 90, anna.id)
  await talk(s, sold.lead, 30, anna.id)
  await dispose(s.store, sold.id, { outcome: 'won' }, { sellerId: anna.id })
  // He says that he spoke with the lead; there is no call.
  await noteContact(s.store, said.id, { sellerId: anna.id })
  await dispose(s.store, said.id, { outcome: 'lost', reason: 'small budget' }, { sellerId: anna.id })
  s.hours(5)
  await talk(s, late.lead, 60)
  const now = s.store.clock.read()
  const asked = { from: start, to: now, now }
  const bySource = await quality(s.store.db, { by: 'source', ...asked })
  expect(bySource).toMatchObject([
    { key: 'fair', leads: 2, open: 1, outcomes: { won: 1 }, inTime: 1, late: 1, talks: 3, seconds: 180 },
    {
      key: 'web',
      leads: 2,
      outcomes: { lost: 1 },
      reasons: { 'lost: small budget': 1 },
      inTime: 0,
      notCalled: 2,
      wordOnly: 1,
      talks: 0,
    },
  ])
  const bySeller = await quality(s.store.db, { by: 'seller', ...asked })
  expect(bySeller.find((one) => one.key === anna.id)).toMatchObject({
    name: 'anna',
    leads: 2,
    inTime: 1,
    wordOnly: 1,
  })
  expect(bySeller.find((one) => one.key === boris.id)).toMatchObject({ open: 2, late: 1, notCalled: 1 })
  expect(await quality(s.store.db, { by: 'route', from: now, to: now + HOUR, now })).toEqual([])
})

test('who lost a lead answers for his own time with it', async () => {
  const s = await scene({ routing: { sales: { ...(routing.sales as Route), takeBackAfter: '1 workhour' } } })
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const start = s.store.clock.read()
  const { id } = await owned(s, anna, 'fair')
  s.hours(4)
  await s.turn(id)
  s.hours(1)
  await s.turn(id)
  const [, second] = await s.offers(id)
  await acceptOffer(s.store, second?.id ?? '', boris.id)
  const now = s.store.clock.read()
  const asked = { from: start, to: now + 1, now }
  expect(await quality(s.store.db, { by: 'seller', ...asked })).toMatchObject([
    { key: anna.id, leads: 1, outcomes: { 'taken back': 1 }, notCalled: 1 },
    { key: boris.id, leads: 1, open: 1, notCalled: 0 },
  ])
  expect(await quality(s.store.db, { by: 'source', ...asked })).toMatchObject([{ key: 'fair', leads: 1 }])
})

test('the lead is asked once, answers with a click, may change its mind, and the dealer’s stars follow and say why', async () => {
  const s = await dealerScene()
  const sales: Route = { ...(routing.sales as Route), askLeadAfter: '2 days' }
  await publishedRelease(s.store, {
    routing: { sales: { ...sales, rules: [{ name: 'to dealers', terms: OFFER }] } },
    rating: plus(1, times(4, share(figure('offered'), 1, { otherwise: 0 }))),
  })
  const north = await s.dealer('north', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, north.person), north.person)
  await noteContact(s.store, id, { sellerId: north.person })
  s.store.clock.advance(47 * HOUR)
  await s.turn(id)
  const asked = () =>
    s.store.db
      .selectFrom('messages')
      .select(['lead_id', 'vars'])
      .where('template', '=', 'sales/did-they-call')
      .execute()
  expect(await asked()).toEqual([])
  s.store.clock.advance(HOUR)
  await s.turn(id)
  await s.turn(id)
  expect(await asked()).toMatchObject([{ lead_id: lead, vars: { page: { page: 'check', id } } }])
  expect(await readCheck(s.store, id)).toMatchObject({ who: 'north 0', answer: null })
  const stars = async () => {
    const dealer = await readDealer(s.store.db, north.id)
    return { stars: dealer?.stars, why: dealer?.stars_why.map((one) => one.text) }
  }
  await answerCheck(s.store, id, 'offered ours')
  expect((await stars()).stars).toBe(5)
  await answerCheck(s.store, id, 'nobody called')
  await answerCheck(s.store, id, 'nobody called')
  expect(await stars()).toMatchObject({
    stars: 1,
    why: [expect.any(String), expect.stringContaining('offered 0')],
  })
  expect((await s.facts(lead)).filter(({ type }) => type === 'handoff.checked')).toHaveLength(2)
  const now = s.store.clock.read()
  const [row] = await quality(s.store.db, { by: 'dealer', from: 0, to: now, now })
  expect(row).toMatchObject({ key: north.id, asked: 1, answered: 1, saidCalled: 0, disputed: 1 })
  // Closed afterwards: it is not asked again.
  await dispose(s.store, id, { outcome: 'won' }, { sellerId: north.person })
  expect(await asked()).toHaveLength(1)
})

test('a lead that closes before the day is asked then; nobody is asked where the route says nothing', async () => {
  const s = await scene({ routing: { sales: { ...(routing.sales as Route), askLeadAfter: '9 days' } } })
  const anna = await s.seller('anna')
  const { id } = await owned(s, anna, 'fair')
  await expect(readCheck(s.store, id)).rejects.toMatchObject({ code: 'handoff_unknown' })
  await dispose(s.store, id, { outcome: 'won' }, { sellerId: anna.id })
  expect(await readCheck(s.store, id)).toMatchObject({ who: 'anna', answer: null })
})
