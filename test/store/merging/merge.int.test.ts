import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { placeBid } from '../../../store/auctions/bid.ts'
import { instant } from '../../../store/database.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { applyLeftovers } from '../../../store/facts/leftovers.ts'
import { createHandoff } from '../../../store/handoffs/create.ts'
import { dispose } from '../../../store/handoffs/disposition.ts'
import { refuseContact } from '../../../store/handoffs/refuse.ts'
import { upsertLead } from '../../../store/leads.ts'
import type { AppError } from '../../../core/errors.ts'
import { acceptFacts } from '../../../store/facts/accept.ts'
import { readLead } from '../../../store/lead-view.ts'
import { GONE, MOVED } from '../../../store/merging/moved.ts'
import { acceptOffer } from '../../../store/offers/accept.ts'
import { readOffer } from '../../../store/offers/read.ts'
import { lockLead } from '../../../store/transact.ts'
import { lockWaiters } from '../../harness/lock-waiters.ts'
import { until } from '../../harness/until.ts'
import { AUCTION, dealerScene, OFFER } from '../dealer-scene.ts'

const PHONE = '+441618960180'
const EMAIL = 'emma@presses.example'
const YES = { purpose: 'dealers' as const, source: 'phone', text: 'A dealer may call me' }

type S = Awaited<ReturnType<typeof dealerScene>>

/** Somebody who called: known by the number alone, and offered to dealers. */
async function caller(s: S) {
  const { id } = await upsertLead(s.store, { phone: PHONE, city: 'Leeds', consents: [YES] })
  const { id: handoff } = await s.open(id)
  await s.turn(handoff)
  return { lead: id, handoff }
}

/** One form or import that names both. */
const both = (s: S) => upsertLead(s.store, { email: EMAIL, phone: PHONE })

/** Holds the lock of a lead until it is told to let it go. */
async function holding(s: S, lead: string) {
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const { promise: locked, resolve: has } = Promise.withResolvers<void>()
  const done = s.store.db.transaction().execute(async (tx) => {
    await lockLead(tx, lead)
    has()
    await end
  })
  await locked
  return { letGo: () => (resolve(), done) }
}

const waiting = (s: S): Promise<number> => lockWaiters(s.store.db)

const notes = async (s: S, lead: string) =>
  (
    await s.store.db
      .selectFrom('journal')
      .select('data')
      .where('lead_id', '=', lead)
      .where('kind', '=', 'note')
      .execute()
  ).map(({ data }) => data)

const leads = async (s: S) =>
  (await s.store.db.selectFrom('leads').select('id').execute()).map(({ id }) => id)

test('a lead that turns out to be another while it is offered: the offer stands, and whoever takes it has one person', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { lead: double, handoff } = await caller(s)
  const offer = await s.offerTo(handoff, five.person)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL, name: 'Emma Clarke' })
  expect(await both(s)).toEqual({ id: lead, created: false })
  expect(await leads(s)).toEqual([lead])
  expect(await s.handoff(handoff)).toMatchObject({ state: 'offered', lead_id: lead })
  const masked = await readOffer(s.store, offer, { sellerId: five.person })
  expect(JSON.stringify(masked.story)).not.toMatch(/Emma|Clarke|presses|896/)
  await s.turn(handoff)
  await acceptOffer(s.store, offer, five.person)
  expect((await readOffer(s.store, offer, { sellerId: five.person })).contacts).toEqual({
    email: EMAIL,
    phone: PHONE,
  })
  expect(await notes(s, lead)).toEqual([{ what: 'one person with another record', record: double }])
  expect(await s.lines(lead)).toContain('the lead is one person with another record')
  // Its id finds the person that it became.
  expect(await createHandoff(s.store, { lead: double })).toEqual({ id: handoff, joined: true })
  expect(await upsertLead(s.store, { phone: PHONE })).toEqual({ id: lead, created: false })
  expect(await readLead(s.store, double)).toMatchObject({ id: lead })
  expect(await acceptFacts(s.store, [{ type: 'call.requested', lead: { id: double } }])).toMatchObject({
    rejected: [],
  })
  expect((await s.facts(lead)).map(({ type }) => type)).toContain('call.requested')
})

test('both are with sales: the one that is further goes on, the other ends, and nobody is called twice', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const four = await s.dealer('four', 4)
  const { handoff } = await caller(s)
  await acceptOffer(s.store, await s.offerTo(handoff, five.person), five.person)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL, consents: [YES] })
  const { id: second } = await s.open(lead)
  await s.turn(second)
  const offer = await s.offerTo(second, five.person)
  await both(s)
  expect(await s.handoff(handoff)).toMatchObject({ state: 'owned', owner_id: five.person, lead_id: lead })
  expect(await s.handoff(second)).toMatchObject({ state: 'closed', outcome: 'same person', lead_id: lead })
  for (const { people } of [five, four])
    for (const { id } of people)
      await expect(acceptOffer(s.store, offer, id)).rejects.toMatchObject({
        code: id === five.person ? 'offer_over' : 'offer_unknown',
      })
  expect(await s.lines(lead)).toContain('the same person is with sales already')
})

test('whoever waits for the hand-off that ends hears what comes of the one that goes on', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { handoff } = await caller(s)
  await acceptOffer(s.store, await s.offerTo(handoff, five.person), five.person)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL, consents: [YES] })
  const [one, two] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  await s.open(lead, { journeyId: one })
  await s.open(lead, { journeyId: two })
  await both(s)
  await dispose(s.store, handoff, { outcome: 'won' })
  const told = (await s.facts(lead)).filter(({ type }) => type === 'step.done')
  expect(told.map(({ props }) => `${props.journey} ${props.outcome}`).sort()).toEqual([
    `${one} accepted`,
    `${one} won`,
    `${two} accepted`,
    `${two} won`,
  ])
})

test('two people have it already: nobody loses it, and both stories say so', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { lead: double, handoff } = await caller(s)
  await acceptOffer(s.store, await s.offerTo(handoff, five.person), five.person)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL, consents: [YES] })
  const { id: second } = await s.open(lead)
  await s.turn(second)
  await acceptOffer(s.store, await s.offerTo(second, five.person), five.person)
  await both(s)
  expect((await leads(s)).sort()).toEqual([lead, double].sort())
  expect([(await s.handoff(handoff)).state, (await s.handoff(second)).state]).toEqual(['owned', 'owned'])
  const what = 'another record is the same person, and two people have it'
  expect(await notes(s, lead)).toEqual([{ what, record: double }])
  expect(await notes(s, double)).toEqual([{ what, record: lead }])
})

test('bids stand when the lead of an auction turns out to be another; its refusal ends the auction', async () => {
  const s = await dealerScene(AUCTION)
  const one = await s.dealer('one', 3)
  const two = await s.dealer('two', 2)
  const { handoff } = await caller(s)
  const bid = async (person: string, amount: number) =>
    placeBid(s.store, await s.offerTo(handoff, person), person, { amount, currency: 'GBP' })
  await bid(one.person, 10_000)
  await upsertLead(s.store, { email: EMAIL })
  await both(s)
  expect(await bid(two.person, 10_500)).toMatchObject({ least: 11_000 })
  await refuseContact(s.store, handoff, { text: 'Please do not call me' })
  expect(await s.handoff(handoff)).toMatchObject({ state: 'closed', outcome: 'refused' })
  await expect(bid(one.person, 12_000)).rejects.toMatchObject({ code: 'offer_over' })
})

test('consents, score and profile of both are one; what the person wrote by address goes before', async () => {
  const s = await dealerScene(OFFER)
  const { lead: double } = await caller(s)
  const state = (value: number) => JSON.stringify({ mail: { value, fixed: -1, at: s.store.clock.read() } })
  const { id: lead } = await upsertLead(s.store, {
    email: EMAIL,
    city: 'York',
    fields: { interest: ['saws'] },
  })
  for (const [id, value] of [
    [lead, 10],
    [double, 5],
  ] as const)
    await sql`update leads set score = ${state(value)}::jsonb, fields = fields || ${`{"of":"${value}"}`}::jsonb where id = ${id}`.execute(
      s.store.db,
    )
  await both(s)
  const row = await s.store.db.selectFrom('leads').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    city: 'York',
    phone: PHONE,
    fields: { interest: ['saws'], of: '10' },
    score: { mail: { value: 15, fixed: -2 } },
  })
  const consents = await s.store.db.selectFrom('consents').select(['lead_id', 'purpose']).execute()
  expect(consents).toEqual([{ lead_id: lead, purpose: 'dealers' }])
})

test('a number that somebody with an address has too makes nobody one', async () => {
  const s = await dealerScene()
  const { id: colleague } = await upsertLead(s.store, { email: 'other@presses.example', phone: PHONE })
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  await both(s)
  expect((await leads(s)).sort()).toEqual([colleague, lead].sort())
})

test('of every table with leads it is decided what a merge does with it', async () => {
  const s = await dealerScene()
  const { rows } = await sql<{ table: string }>`
    select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'lead_id'
    order by 1`.execute(s.store.db)
  // What was erased is never merged.
  expect(rows.map(({ table }) => table)).toEqual([...MOVED, ...GONE, 'erased_leads'].sort())
})

test('who is erased after a merge is erased as a whole', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { handoff } = await caller(s)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  await both(s)
  await erase(s.store, { lead }, { actor: 'test' })
  expect(await s.handoff(handoff)).toMatchObject({ state: 'closed', outcome: 'erased' })
  await expect(
    s.offerTo(handoff, five.person).then((offer) => acceptOffer(s.store, offer, five.person)),
  ).rejects.toMatchObject({ code: 'lead_erased' })
  expect(await s.store.db.selectFrom('lead_keys').selectAll().execute()).toEqual([])
})

test('whoever taps while the leads become one is told to try again, and then has the lead', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { lead: double, handoff } = await caller(s)
  const offer = await s.offerTo(handoff, five.person)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  const held = await holding(s, double)
  const merging = both(s)
  await until(async () => (await waiting(s)) === 1)
  const tap = acceptOffer(s.store, offer, five.person).catch((error: AppError) => error.code)
  await until(async () => (await waiting(s)) === 2)
  await held.letGo()
  await merging
  expect(await tap).toBe('conflict')
  await acceptOffer(s.store, offer, five.person)
  expect(await s.handoff(handoff)).toMatchObject({ owner_id: five.person, lead_id: lead })
})

test('facts of a batch that were accepted for the other record while it was merged are the lead’s', async () => {
  const s = await dealerScene()
  const { lead: double } = await caller(s)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  await both(s)
  const at = instant(s.store.clock.read())
  await sql`with made as (insert into facts (type, at, accepted_at, known, lead_id, things, props)
      values ('call.requested', ${at}, ${at}, true, ${double}, '{}', '{}') returning id, accepted_at)
    insert into unapplied (fact_id, accepted_at, at, lead_id) select id, accepted_at, ${at}, ${double} from made`.execute(
    s.store.db,
  )
  await applyLeftovers(s.store)
  await applyLeftovers(s.store)
  expect((await s.facts(lead)).map(({ type }) => type)).toContain('call.requested')
  expect(await s.store.db.selectFrom('unapplied').selectAll().execute()).toEqual([])
})

test('two who say at once that both are one: one merges, the other finds it done', async () => {
  const s = await dealerScene()
  const { handoff } = await caller(s)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  const done = await Promise.all([1, 2, 3, 4].map(() => both(s)))
  expect(done.map(({ id }) => id)).toEqual([lead, lead, lead, lead])
  expect(await leads(s)).toEqual([lead])
  expect((await s.handoff(handoff)).lead_id).toBe(lead)
  expect(await notes(s, lead)).toHaveLength(1)
})

test('who comes in by the number while the leads become one comes in as the one, by an import and by a fact', async () => {
  const s = await dealerScene()
  const { lead: double } = await caller(s)
  const { id: lead } = await upsertLead(s.store, { email: EMAIL })
  const held = await holding(s, double)
  const merging = both(s)
  await until(async () => (await waiting(s)) === 1)
  const named = upsertLead(s.store, { phone: PHONE, name: 'Emma' })
  await until(async () => (await waiting(s)) === 2)
  const told = acceptFacts(s.store, [{ type: 'call.requested', lead: { phone: PHONE } }])
  await until(async () => (await waiting(s)) === 3)
  await held.letGo()
  await merging
  expect(await named).toEqual({ id: lead, created: false })
  expect(await told).toMatchObject({ accepted: [{ index: 0 }], rejected: [] })
  expect((await s.facts(lead)).map(({ type }) => type)).toContain('call.requested')
  expect(await leads(s)).toEqual([lead])
})
