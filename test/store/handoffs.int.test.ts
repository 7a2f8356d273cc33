import { expect, test } from 'vitest'
import { dispose } from '../../store/handoffs/disposition.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { recordFact } from '../../store/facts/record.ts'
import { inMoment } from '../../store/moment.ts'
import { lockLead } from '../../store/transact.ts'
import { until } from '../harness/until.ts'
import { scene, type Scene } from './sales-scene.ts'

const types = async (s: Scene, lead: string) => (await s.facts(lead)).map((fact) => fact.type)

/** A lead that Anna has taken. */
async function owned(s: Scene) {
  const anna = await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', anna.id)
  return { anna, lead, id }
}

test('a hand-off offers the lead to one seller for the route’s working time', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await until(() => s.store.waker.wakes.some((wake) => wake.id === `handoff/${id}`))
  const turn = await s.turn(id)
  expect(turn).toEqual({ sleepMs: 2 * 3_600_000, details: 'offer 1 of route sales is open' })
  const offers = await s.offers(id)
  expect(offers).toMatchObject([{ seller_id: anna.id, state: 'made', rank: 1 }])
  expect(offers[0]?.expires_at).toBe(Date.parse('2026-03-02T11:00:00Z'))
  expect(await types(s, lead)).toEqual(['handoff.opened', 'offer.made'])
})

test('a turn that is not due changes nothing but the wake', async () => {
  const s = await scene()
  await s.seller('anna')
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const before = await s.handoff(id)
  await s.store.db
    .updateTable('handoffs')
    .set({ wake_at: new Date(before.opened_at) })
    .where('id', '=', id)
    .execute()
  await s.turn(id)
  await s.turn(id)
  expect(await s.handoff(id)).toEqual(before)
  expect(await s.offers(id)).toHaveLength(1)
})

test('the owner of the company is asked first, then weights, and nobody twice in a round', async () => {
  const s = await scene()
  await s.seller('heavy', { weight: 9 })
  const owner = await s.seller('owner', { weight: 1 })
  await s.seller('none', { weight: 0 })
  const lead = await s.lead({ account: await s.account(owner.id) })
  const { id } = await s.open(lead)
  await s.turn(id)
  s.hours(2)
  await s.turn(id)
  s.hours(2)
  await s.turn(id)
  const offers = await s.offers(id)
  expect(offers.map((offer) => offer.state)).toEqual(['expired', 'expired'])
  expect(offers[0]?.seller_id).toBe(owner.id)
  expect(offers[0]?.why).toEqual({ by: 'owns the account' })
  expect(offers[1]?.why).toMatchObject({ by: 'weight', weight: 9 })
})

test('weights give shares', async () => {
  const s = await scene()
  const three = await s.seller('three', { weight: 3 })
  await s.seller('one', { weight: 1 })
  let toThree = 0
  for (let n = 0; n < 12; n++) {
    const { id } = await s.open(await s.lead())
    await s.turn(id)
    const [offer] = await s.offers(id)
    if (offer?.seller_id === three.id) toThree++
  }
  expect(toThree).toBe(9)
})

test('a decline asks the next seller at once', async () => {
  const s = await scene()
  await s.seller('anna')
  await s.seller('boris')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const [first] = await s.offers(id)
  await declineOffer(s.store, first?.id ?? '', first?.seller_id ?? '', 'on leave')
  const offers = await s.offers(id)
  expect(offers.map((offer) => offer.state)).toEqual(['declined', 'made'])
  expect(offers[0]?.reason).toBe('on leave')
  expect(offers[1]?.seller_id).not.toBe(first?.seller_id)
})

test('an accept makes the owner of lead and company, and starts the clock of the first contact', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const account = await s.account()
  const lead = await s.lead({ account })
  const { id } = await s.open(lead)
  await s.turn(id)
  const [offer] = await s.offers(id)
  const taken = await acceptOffer(s.store, offer?.id ?? '', anna.id)
  expect(taken).toEqual({ handoff: id, contactDueAt: Date.parse('2026-03-02T13:00:00Z') })
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: anna.id })
  const { db } = s.store
  expect(await db.selectFrom('leads').select('owner_id').where('id', '=', lead).executeTakeFirst()).toEqual({
    owner_id: anna.id,
  })
  expect(
    await db.selectFrom('accounts').select('owner_id').where('id', '=', account).executeTakeFirst(),
  ).toEqual({
    owner_id: anna.id,
  })
  expect(await types(s, lead)).toEqual(['handoff.opened', 'offer.made', 'offer.accepted', 'handoff.owned'])
})

test('an accept is judged by the row’s instant: a late one is over, and the next seller has the offer', async () => {
  const s = await scene()
  await s.seller('anna')
  await s.seller('boris')
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const [first] = await s.offers(id)
  s.hours(2)
  await expect(acceptOffer(s.store, first?.id ?? '', first?.seller_id ?? '')).rejects.toMatchObject({
    code: 'offer_over',
  })
  expect((await s.offers(id)).map((offer) => offer.state)).toEqual(['expired', 'made'])
})

test('an offer is another seller’s secret', async () => {
  const s = await scene()
  await s.seller('anna')
  const boris = await s.seller('boris', { weight: 0 })
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const [offer] = await s.offers(id)
  await expect(acceptOffer(s.store, offer?.id ?? '', boris.id)).rejects.toMatchObject({
    code: 'offer_unknown',
  })
  await expect(declineOffer(s.store, offer?.id ?? '', boris.id)).rejects.toMatchObject({
    code: 'offer_unknown',
  })
})

test('of many accepts in one moment one wins', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const [offer] = await s.offers(id)
  const tries = await Promise.allSettled(
    Array.from({ length: 6 }, () => acceptOffer(s.store, offer?.id ?? '', anna.id)),
  )
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  expect((await types(s, lead)).filter((type) => type === 'handoff.owned')).toHaveLength(1)
})

test('an accept in the very moment of expiry and the turn agree on one outcome', async () => {
  const s = await scene()
  await s.seller('anna')
  await s.seller('boris')
  for (let n = 0; n < 5; n++) {
    const { id } = await s.open(await s.lead())
    await s.turn(id)
    const [offer] = await s.offers(id)
    s.store.clock.set(offer?.expires_at ?? 0)
    await Promise.allSettled([
      acceptOffer(s.store, offer?.id ?? '', offer?.seller_id ?? ''),
      s.turn(id),
      s.turn(id),
    ])
    expect((await s.offers(id)).map((one) => one.state)).toEqual(['expired', 'made'])
  }
})

test('when everybody was asked the head gets a task, and all are asked again after a workday, three times', async () => {
  const s = await scene()
  const head = await s.seller('head', { weight: 0 })
  await s.seller('anna', { head: head.id })
  const lead = await s.lead()
  const { id } = await s.open(lead)
  for (let round = 1; round <= 2; round++) {
    await s.turn(id)
    const offers = await s.offers(id)
    s.store.clock.set(offers.at(-1)?.expires_at ?? 0)
    const turn = await s.turn(id)
    expect(turn).toMatchObject({ details: `nobody took it yet; round ${round + 1} comes` })
    const tasks = await s.store.db.selectFrom('tasks').selectAll().where('status', '=', 'open').execute()
    expect(tasks).toMatchObject([{ handoff_id: id, name: 'nobody-took-it', seller_id: head.id }])
    s.store.clock.set((await s.handoff(id)).again_at ?? 0)
  }
  await s.turn(id)
  s.store.clock.set((await s.offers(id)).at(-1)?.expires_at ?? 0)
  expect(await s.turn(id)).toEqual({ done: true })
  expect(await s.offers(id)).toHaveLength(3)
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'nobody took it', round: 3 })
  expect((await s.lines(lead)).at(-1)).toBe('returned')
  const journeys = await s.store.db.selectFrom('journeys').select(['sequence', 'status']).execute()
  expect(journeys).toEqual([{ sequence: 'back', status: 'running' }])
  expect(
    await s.store.db.selectFrom('tasks').select('status').where('status', '=', 'open').execute(),
  ).toEqual([])
})

test('without any seller the hand-off says so and does not spin', async () => {
  const s = await scene()
  const lead = await s.lead()
  const { id } = await s.open(lead)
  expect(await s.turn(id)).toMatchObject({ details: 'nobody took it yet; round 2 comes' })
  expect(await s.lines(lead)).toEqual(['opened', 'nobody took it'])
})

test('the first contact: reminder, then the head is told, once each', async () => {
  const s = await scene()
  const { id, lead } = await owned(s)
  expect(await s.turn(id)).toMatchObject({ sleepMs: 3 * 3_600_000 })
  s.hours(3)
  expect(await s.turn(id)).toMatchObject({ sleepMs: 3_600_000 })
  await s.turn(id)
  s.hours(1)
  expect(await s.turn(id)).toEqual({ sleepMs: null, details: 'first contact is overdue, route sales' })
  await s.turn(id)
  const lines = await s.lines(lead)
  expect(lines.filter((line) => line === 'reminded')).toHaveLength(1)
  expect(lines.filter((line) => line === 'first contact overdue')).toHaveLength(1)
})

test('a talk stops the clock', async () => {
  const s = await scene()
  const { id, lead } = await owned(s)
  s.hours(1)
  await inMoment(
    s.store,
    (tx) => lockLead(tx, lead),
    (m) => recordFact(m, { type: 'call.ended', leadId: lead, props: { seconds: 80 } }),
  )
  expect(await s.turn(id)).toEqual({ sleepMs: null, details: 'owned by sales, route sales' })
  s.hours(5)
  await s.turn(id)
  expect(await s.lines(lead)).not.toContain('reminded')
})

test('the owner says that the contact was made', async () => {
  const s = await scene()
  const { id, lead, anna } = await owned(s)
  await noteContact(s.store, id, { sellerId: anna.id })
  await noteContact(s.store, id, { sellerId: anna.id })
  expect((await types(s, lead)).filter((type) => type === 'handoff.contacted')).toHaveLength(1)
  expect((await s.handoff(id)).contacted_at).not.toBeNull()
})

test('a disposition closes the hand-off and gives the lead back to the named sequence', async () => {
  const s = await scene()
  const { id, lead, anna } = await owned(s)
  const until = Date.parse('2026-06-01T09:00:00Z')
  await dispose(s.store, id, { outcome: 'not-now', until, note: 'after the fair' }, { sellerId: anna.id })
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'not-now', note: 'after the fair' })
  expect((await types(s, lead)).slice(-2)).toEqual(['handoff.closed', 'handoff.returned'])
  const [journey] = await s.store.db.selectFrom('journeys').selectAll().execute()
  expect(journey).toMatchObject({ sequence: 'back', status: 'running' })
  expect(journey?.entry).toMatchObject({ from: 'sales', until: '2026-06-01T09:00:00.000Z', by: anna.id })
  expect(await s.turn(id)).toEqual({ done: true })
})

test('an outcome without a sequence ends in a rest that the story explains', async () => {
  const s = await scene()
  const { id, lead } = await owned(s)
  await dispose(s.store, id, { outcome: 'won' })
  expect((await s.lines(lead)).at(-1)).toBe('rests')
})

test('a disposition needs a known outcome, one of its reasons, and the owner', async () => {
  const s = await scene()
  const { id, anna } = await owned(s)
  const boris = await s.seller('boris')
  const by = { sellerId: anna.id }
  await expect(dispose(s.store, id, { outcome: 'constructor' }, by)).rejects.toMatchObject({
    code: 'outcome_unknown',
  })
  await expect(dispose(s.store, id, { outcome: 'lost' }, by)).rejects.toMatchObject({
    code: 'reason_unknown',
  })
  await expect(dispose(s.store, id, { outcome: 'lost', reason: 'rain' }, by)).rejects.toMatchObject({
    code: 'reason_unknown',
  })
  await expect(dispose(s.store, id, { outcome: 'won' }, { sellerId: boris.id })).rejects.toMatchObject({
    code: 'handoff_unknown',
  })
  await dispose(s.store, id, { outcome: 'lost', reason: 'small budget' }, by)
  await expect(dispose(s.store, id, { outcome: 'won' }, by)).rejects.toMatchObject({ code: 'handoff_state' })
})

test('a second hand-off without a thing joins the first; one about a thing goes to the same seller', async () => {
  const s = await scene()
  const { lead, id, anna } = await owned(s)
  await s.seller('boris', { weight: 100 })
  expect(await s.open(lead)).toEqual({ id, joined: true })
  const enquiry = await s.open(lead, { thing: 'enquiry:E2' })
  expect(enquiry.joined).toBe(false)
  await s.turn(enquiry.id)
  expect((await s.offers(enquiry.id))[0]).toMatchObject({
    seller_id: anna.id,
    why: { by: 'has the other hand-off' },
  })
})

test('whom the journey names is asked before the owner', async () => {
  const s = await scene()
  const owner = await s.seller('owner')
  const petrov = await s.seller('petrov', { weight: 0 })
  const { id } = await s.open(await s.lead({ owner: owner.id }), { to: petrov.id })
  await s.turn(id)
  expect((await s.offers(id))[0]).toMatchObject({ seller_id: petrov.id, why: { by: 'wanted' } })
})

test('journeys hear what came of their hand-off, also those that joined', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const lead = await s.lead()
  const [one, two] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
  const { id } = await s.open(lead, { journeyId: one })
  await s.open(lead, { journeyId: two })
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', anna.id)
  await dispose(s.store, id, { outcome: 'won' })
  const told = (await s.facts(lead))
    .filter((fact) => fact.type === 'step.done')
    .map(({ props }) => [props.journey, props.step, props.outcome])
  expect(told).toEqual([
    [one, 'sales', 'accepted'],
    [two, 'sales', 'accepted'],
    [one, 'sales', 'won'],
    [two, 'sales', 'won'],
  ])
})

test('an erased lead ends its hand-off', async () => {
  const s = await scene()
  await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await s.store.db
    .updateTable('leads')
    .set({ erased_at: new Date(s.store.clock.read()) })
    .where('id', '=', lead)
    .execute()
  expect(await s.turn(id)).toEqual({ done: true })
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'erased' })
  expect((await s.offers(id))[0]?.state).toBe('withdrawn')
})

test('a lead that comes back a second time enters its sequence again', async () => {
  const s = await scene()
  const { id, lead, anna } = await owned(s)
  await dispose(s.store, id, { outcome: 'not-now' })
  await s.store.db.updateTable('journeys').set({ status: 'done' }).execute()
  const second = await s.open(lead)
  await s.turn(second.id)
  const [offer] = await s.offers(second.id)
  await acceptOffer(s.store, offer?.id ?? '', anna.id)
  await dispose(s.store, second.id, { outcome: 'not-now' })
  expect((await s.lines(lead)).at(-1)).toBe('returned')
  const journeys = await s.store.db.selectFrom('journeys').select('status').execute()
  expect(journeys.map((journey) => journey.status).sort()).toEqual(['done', 'running'])
})

test('a turn that keeps failing parks its hand-off with a code, and says so', async () => {
  const s = await scene()
  await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.store.db
    .updateTable('handoffs')
    .set({ route: 'gone', kept_route: '{}' })
    .where('id', '=', id)
    .execute()
  for (let n = 0; n < 4; n++) await expect(s.turn(id)).rejects.toThrow()
  expect(await s.turn(id)).toEqual({ sleepMs: null, details: 'parked' })
  expect(await s.turn(id)).toMatchObject({ sleepMs: null })
  expect((await s.handoff(id)).park_code).toMatch(/^[a-z_]+$/)
  expect((await s.lines(lead)).at(-1)).toBe('parked')
  expect(await s.offers(id)).toEqual([])
})
