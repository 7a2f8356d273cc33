import { expect, test } from 'vitest'
import type { Route } from '../../core/release/release.ts'
import { adrift, whereabouts } from '../../store/adrift.ts'
import { instant } from '../../store/database.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { planNext } from '../../store/handoffs/next-step.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { restLead } from '../../store/handoffs/rests.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { inMoment } from '../../store/moment.ts'
import { createSeller } from '../../store/sellers.ts'
import { suppress } from '../../store/suppressions.ts'
import { routing, scene, type Scene } from './sales-scene.ts'

const sales: Route = {
  ...(routing.sales as Route),
  followUp: '2 workdays',
  takeBackAfter: '3 workhours',
}
const clocks = (more: Partial<Route> = {}) => scene({ routing: { sales: { ...sales, ...more } } })

async function owned(s: Scene, seller: { id: string }) {
  const lead = await s.lead()
  const { id } = await s.open(lead, { to: seller.id })
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', seller.id)
  return { lead, id }
}

const mails = async (s: Scene) => {
  const rows = await s.store.db
    .selectFrom('messages')
    .select(['template', 'seller_id'])
    .where('template', 'in', ['sales/overdue', 'sales/follow-up', 'sales/stuck', 'sales/reminder'])
    .orderBy('queued_at')
    .execute()
  return rows.map((row) => row.template)
}

const ringAlarms = (s: Scene) => drainAlarms(s.store, { until: performance.now() + 60_000, beat: () => {} })

test('a lead that nobody calls, also after the head was told, is taken back and goes to the next', async () => {
  const s = await clocks()
  const head = await s.seller('head', { weight: 0 })
  const anna = await s.seller('anna', { head: head.id })
  const boris = await s.seller('boris', { head: head.id })
  const { lead, id } = await owned(s, anna)
  s.store.clock.set('2026-03-02T12:00:00Z')
  await s.turn(id)
  s.store.clock.set('2026-03-02T13:00:00Z')
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({
    state: 'owned',
    take_back_at: Date.parse('2026-03-02T16:00:00Z'),
  })
  s.store.clock.set('2026-03-02T16:00:00Z')
  await s.turn(id)
  expect(await mails(s)).toEqual(['sales/reminder', 'sales/overdue'])
  expect(await s.handoff(id)).toMatchObject({ state: 'offered', owner_id: null, taken_back: 1 })
  const offers = await s.offers(id)
  expect(offers.map((one) => [one.seller_id, one.state])).toEqual([
    [anna.id, 'withdrawn'],
    [boris.id, 'made'],
  ])
  expect(await s.lines(lead)).toContain('taken back')
})

test('a talk that became known before the turn keeps the lead', async () => {
  const s = await clocks()
  const anna = await s.seller('anna')
  const { id } = await owned(s, anna)
  s.store.clock.set('2026-03-02T15:00:00Z')
  await noteContact(s.store, id, { sellerId: anna.id })
  s.store.clock.set('2026-03-02T17:00:00Z')
  await s.turn(id)
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: anna.id })
})

test('after the first contact: the owner is asked for the next step, then the head hears, once each', async () => {
  const s = await clocks()
  const head = await s.seller('head', { weight: 0 })
  const anna = await s.seller('anna', { head: head.id })
  const { id } = await owned(s, anna)
  await noteContact(s.store, id, { sellerId: anna.id })
  expect((await s.handoff(id)).follow_up_at).toBe(Date.parse('2026-03-04T09:00:00Z'))
  s.store.clock.set('2026-03-04T09:00:00Z')
  await s.turn(id)
  await s.turn(id)
  expect(await mails(s)).toEqual(['sales/follow-up'])
  s.store.clock.set('2026-03-06T09:00:00Z')
  await s.turn(id)
  await s.turn(id)
  expect(await mails(s)).toEqual(['sales/follow-up', 'sales/stuck'])
})

test('who says what comes next is asked then, not before', async () => {
  const s = await clocks()
  const anna = await s.seller('anna')
  const { id } = await owned(s, anna)
  const at = Date.parse('2026-03-20T10:00:00Z')
  const by = { sellerId: anna.id }
  await expect(planNext(s.store, id, { at }, by)).rejects.toMatchObject({ code: 'handoff_state' })
  await noteContact(s.store, id, by)
  await expect(planNext(s.store, id, { at: 0 }, by)).rejects.toMatchObject({ code: 'day_bad' })
  await planNext(s.store, id, { at, step: 'send the price' }, by)
  s.store.clock.set('2026-03-10T10:00:00Z')
  await s.turn(id)
  expect(await mails(s)).toEqual([])
  s.store.clock.set(at)
  await s.turn(id)
  expect(await mails(s)).toEqual(['sales/follow-up'])
})

test('the clocks run in working time over the change to summer time and a holiday', async () => {
  const s = await clocks()
  const anna = await createSeller(s.store, {
    email: 'anna@works.example',
    name: 'anna',
    zone: 'Europe/London',
    country: 'GB',
  })
  // Friday 27 March 2026, 16:00 in London; summer time begins on Sunday; 3 and 6 April are days off.
  s.store.clock.set('2026-03-27T16:00:00Z')
  const { id } = await owned(s, anna)
  // Two hours on Friday, two on Monday from 09:00 British summer time.
  expect((await s.handoff(id)).contact_due_at).toBe(Date.parse('2026-03-30T10:00:00Z'))
  s.store.clock.set('2026-04-02T12:00:00Z')
  const second = await owned(s, anna)
  await noteContact(s.store, second.id, { sellerId: anna.id })
  expect((await s.handoff(second.id)).follow_up_at).toBe(Date.parse('2026-04-08T12:00:00Z'))
})

test('"call me in March": on that day the lead is with the same seller again', async () => {
  const s = await clocks()
  const anna = await s.seller('anna')
  await s.seller('boris')
  const { lead, id } = await owned(s, anna)
  const until = Date.parse('2027-03-01T09:00:00Z')
  const by = { sellerId: anna.id }
  for (const bad of [0, Date.parse('2036-01-01T00:00:00Z')]) {
    const ending = { outcome: 'not-now', until: bad }
    await expect(dispose(s.store, id, ending, by)).rejects.toMatchObject({ code: 'day_bad' })
  }
  await dispose(s.store, id, { outcome: 'not-now', until }, by)
  expect(await s.lines(lead)).toContain('calls again')
  s.store.clock.set(until - 1)
  await ringAlarms(s)
  expect(await s.store.db.selectFrom('handoffs').select('id').execute()).toHaveLength(1)
  s.store.clock.set(until)
  await ringAlarms(s)
  const again = await s.store.db
    .selectFrom('handoffs')
    .selectAll()
    .where('state', '<>', 'closed')
    .executeTakeFirstOrThrow()
  expect(again).toMatchObject({ lead_id: lead, wanted_seller: anna.id, step: 'call again' })
  await s.turn(again.id)
  expect(await s.offers(again.id)).toMatchObject([{ seller_id: anna.id, why: { by: 'wanted' } }])
})

test('a fitting company that was declined for its budget goes to the marketer, once for the company', async () => {
  const lost = { label: { en: 'Lost' }, reasons: ['small budget', 'other'], toMarketer: ['small budget'] }
  const s = await clocks({ dispositions: { ...sales.dispositions, lost } })
  const anna = await s.seller('anna')
  const marketer = await createSeller(s.store, {
    email: 'mark@works.example',
    name: 'mark',
    zone: 'UTC',
    role: 'marketer',
  })
  const account = await s.account()
  const close = async (fit: number, reason: string, company?: string) => {
    const lead = await s.lead(company ? { account: company } : {})
    await s.store.db.updateTable('leads').set({ fit }).where('id', '=', lead).execute()
    const { id } = await s.open(lead, { to: anna.id })
    await s.turn(id)
    const [offer] = await s.offers(id)
    await acceptOffer(s.store, offer?.id ?? '', anna.id)
    await dispose(s.store, id, { outcome: 'lost', reason }, { sellerId: anna.id })
  }
  await close(80, 'small budget', account)
  await close(80, 'small budget', account)
  await close(80, 'other')
  await close(10, 'small budget')
  const tasks = await s.store.db.selectFrom('tasks').selectAll().where('name', '=', 'another-offer').execute()
  expect(tasks).toMatchObject([
    { seller_id: marketer.id, account_id: account, status: 'open', note: 'Lost (small budget)' },
  ])
})

test('nobody is adrift: everybody is counted once, and who is nobody’s is listed with since when', async () => {
  const s = await clocks()
  const anna = await s.seller('anna')
  const { db } = s.store
  const now = () => s.store.clock.read()
  const lone = await s.lead()
  await owned(s, anna)
  const won = await owned(s, anna)
  await dispose(s.store, won.id, { outcome: 'won' }, { sellerId: anna.id })
  const later = await owned(s, anna)
  await dispose(s.store, later.id, { outcome: 'not-now' }, { sellerId: anna.id })
  const gone = await s.lead()
  await db
    .updateTable('leads')
    .set({ erased_at: instant(now()) })
    .where('id', '=', gone)
    .execute()
  expect(await whereabouts(db, now())).toEqual({
    inSales: 1,
    waitingForRoom: 0,
    inJourney: 1,
    expected: 0,
    resting: 1,
    saidNo: 0,
    adrift: 1,
  })
  expect(await adrift(db, now())).toMatchObject([{ id: lone, since: now(), last: 'never entered anything' }])
  const until = now() + 3_600_000
  await restLead(s.store, lone, { why: 'met at a fair, writes in April', until })
  expect(await adrift(db, now())).toEqual([])
  s.store.clock.set(until)
  expect(await adrift(db, now())).toMatchObject([{ id: lone, since: until, last: 'its rest is over' }])
  // A journey that ends without another leaves its lead to nobody.
  await db
    .updateTable('journeys')
    .set({ status: 'done', outcome: 'end', ended_at: instant(now()) })
    .execute()
  const both = await adrift(db, now())
  const parts = { of: 'journey', name: 'back', outcome: 'end' }
  expect(both).toContainEqual({ id: later.lead, since: until, last: 'back: end', ...parts })
  const [first, second] = both
  expect(await adrift(db, now(), { limit: 1 })).toEqual([first])
  expect(await adrift(db, now(), { after: first ?? { since: 0, id: '' } })).toEqual([second])
})

test('who wants no mail is explained', async () => {
  const s = await clocks()
  const lead = await s.lead()
  const { email } = await s.store.db
    .selectFrom('leads')
    .select('email')
    .where('id', '=', lead)
    .executeTakeFirstOrThrow()
  await inMoment(
    s.store,
    async () => {},
    (m) => suppress(m, { address: email ?? '', topic: null, reason: 'complained' }, null),
  )
  expect(await whereabouts(s.store.db, s.store.clock.read())).toMatchObject({ saidNo: 1, adrift: 0 })
})
