import { expect, test } from 'vitest'
import type { Route } from '../../core/release/release.ts'
import { asOf } from '../../store/database.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { createSeller } from '../../store/sellers.ts'
import { changeSeller } from '../../store/staff/change-seller.ts'
import { addLeave, endLeave, listLeaves } from '../../store/staff/leaves.ts'
import { until } from '../harness/until.ts'
import { backPlan, routing, scene, type Scene } from './sales-scene.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Hands a new lead over and gives who is asked. */
async function next(s: Scene, lead?: string) {
  const { id } = await s.open(lead ?? (await s.lead()))
  await s.turn(id)
  const [offer] = await s.offers(id)
  return { id, to: offer?.seller_id, offer: offer?.id ?? '' }
}

async function given(s: Scene, leads: number) {
  const to: Record<string, number> = {}
  for (let n = 0; n < leads; n++) {
    const { to: who = 'nobody' } = await next(s)
    to[who] = (to[who] ?? 0) + 1
  }
  return to
}

const take = async (s: Scene) => {
  const asked = await next(s)
  await acceptOffer(s.store, asked.offer, asked.to ?? '')
  return asked
}

test('who joins has nothing to catch up, and the shares of the others do not move', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  expect(await given(s, 10)).toEqual({ [anna.id]: 5, [boris.id]: 5 })
  const clara = await s.seller('clara')
  expect(await given(s, 9)).toEqual({ [anna.id]: 3, [boris.id]: 3, [clara.id]: 3 })
})

test('who comes back from leave has nothing to catch up either', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const at = s.store.clock.read()
  await addLeave(s.store, anna.id, { from: at, until: at + DAY })
  expect(await given(s, 8)).toEqual({ [boris.id]: 8 })
  s.store.clock.advance(DAY)
  expect(await given(s, 6)).toEqual({ [anna.id]: 3, [boris.id]: 3 })
  expect(await given(s, 6)).toEqual({ [anna.id]: 3, [boris.id]: 3 })
})

test('a new weight counts from now on', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  await given(s, 10)
  await changeSeller(s.store, anna.id, { weight: 3 })
  expect(await given(s, 8)).toEqual({ [anna.id]: 6, [boris.id]: 2 })
  await changeSeller(s.store, anna.id, { weight: 0 })
  expect(await given(s, 4)).toEqual({ [boris.id]: 4 })
  await changeSeller(s.store, anna.id, { weight: 1 })
  expect(await given(s, 4)).toEqual({ [anna.id]: 2, [boris.id]: 2 })
})

test('the owner of a lead is asked first, but not on leave', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const account = await s.account(anna.id)
  expect((await next(s, await s.lead({ account }))).to).toBe(anna.id)
  const at = s.store.clock.read()
  const leave = await addLeave(s.store, anna.id, { from: at, until: at + 3 * DAY })
  expect((await next(s, await s.lead({ account }))).to).toBe(boris.id)
  expect(await listLeaves(s.store, anna.id)).toHaveLength(1)
  await endLeave(s.store, anna.id, leave.id)
  expect((await next(s, await s.lead({ account }))).to).toBe(anna.id)
})

test('what a seller is asked about when the leave begins goes to the next one', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris', { weight: 0 })
  const lead = await s.lead()
  const { id } = await next(s, lead)
  await changeSeller(s.store, boris.id, { weight: 1 })
  const at = s.store.clock.read()
  await addLeave(s.store, anna.id, { from: at, until: at + DAY })
  const offers = await s.offers(id)
  expect(offers.map((one) => [one.seller_id, one.state, one.reason])).toEqual([
    [anna.id, 'withdrawn', 'on leave'],
    [boris.id, 'made', null],
  ])
})

test('whose holiday it is is passed over while others work', async () => {
  const s = await scene()
  // 9 March 2026 is a day off in Russia, after a Sunday 8 March.
  const anna = await createSeller(s.store, {
    email: 'anna@works.example',
    name: 'anna',
    zone: 'Europe/Moscow',
    country: 'RU',
  })
  const boris = await createSeller(s.store, {
    email: 'boris@works.example',
    name: 'boris',
    zone: 'Europe/London',
    country: 'GB',
  })
  s.store.clock.set('2026-03-09T10:00:00Z')
  expect(await given(s, 3)).toEqual({ [boris.id]: 3 })
  // The share is kept: what was missed on that day comes afterwards.
  s.store.clock.set('2026-03-10T10:00:00Z')
  expect(await given(s, 3)).toEqual({ [anna.id]: 3 })
})

test('everybody full: the lead stays in nurture, its story says until when, and room makes an offer of it', async () => {
  const s = await scene({
    routing: { sales: { ...(routing.sales as Route), recycle: { 'no room': 'back' } } },
    plans: [backPlan],
  })
  const anna = await createSeller(s.store, {
    email: 'anna@works.example',
    name: 'anna',
    zone: 'UTC',
    openLeads: 2,
  })
  const first = await take(s)
  await take(s)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  const turn = await s.turn(id)
  // Monday 09:00 now; the next look is on Tuesday at 09:00.
  expect(turn).toEqual({ sleepMs: 24 * HOUR, details: 'nobody has room yet, route sales' })
  expect(await s.handoff(id)).toMatchObject({
    state: 'open',
    full_until: Date.parse('2026-03-03T09:00:00Z'),
  })
  expect(await s.offers(id)).toEqual([])
  const journal = await s.store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'handoff')
    .orderBy('id')
    .execute()
  expect(journal.at(-1)?.data).toMatchObject({
    what: 'waits for room',
    until: '2026-03-03T09:00:00.000Z',
    because: { 'open leads': 1 },
    sequence: 'back',
    goesOnIn: ['back'],
  })
  // Asked again, nothing is said twice.
  await s.turn(id)
  expect((await s.lines(lead)).filter((what) => what === 'waits for room')).toHaveLength(1)
  await dispose(s.store, first.id, { outcome: 'won' }, { sellerId: anna.id })
  await until(() => s.store.waker.wakes.some((wake) => wake.id === `handoff/${id}`))
  await s.turn(id)
  expect(await s.offers(id)).toMatchObject([{ seller_id: anna.id, state: 'made' }])
  expect(await s.handoff(id)).toMatchObject({ state: 'offered', full_until: null })
})

test('first contacts a day are counted by the seller’s own day, offers too', async () => {
  const s = await scene()
  const anna = await createSeller(s.store, {
    email: 'anna@works.example',
    name: 'anna',
    zone: 'Asia/Novosibirsk',
    contactsADay: 1,
  })
  s.store.clock.set('2026-03-02T05:00:00Z')
  expect((await next(s)).to).toBe(anna.id)
  const second = await next(s)
  expect(second.to).toBeUndefined()
  // 09:00 in Novosibirsk is 02:00 in Greenwich.
  expect(await s.handoff(second.id)).toMatchObject({ full_until: Date.parse('2026-03-03T02:00:00Z') })
})

test('two leads in one moment do not fill the last place twice', async () => {
  const s = await scene()
  await createSeller(s.store, { email: 'anna@works.example', name: 'anna', zone: 'UTC', openLeads: 1 })
  const ids = await Promise.all(Array.from({ length: 5 }, async () => (await s.open(await s.lead())).id))
  await Promise.all(ids.map((id) => s.turn(id)))
  const offers = await s.store.db.selectFrom('offers').select('id').where('state', '=', 'made').execute()
  expect(offers).toHaveLength(1)
})

test('all on leave: waits until the first is back', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const at = s.store.clock.read()
  await addLeave(s.store, anna.id, { from: at, until: Date.parse('2026-03-06T00:00:00Z') })
  const { id } = await next(s)
  expect(await s.handoff(id)).toMatchObject({ full_until: Date.parse('2026-03-06T09:00:00Z') })
  s.store.clock.set('2026-03-06T09:00:00Z')
  await s.turn(id)
  expect(await s.offers(id)).toMatchObject([{ seller_id: anna.id, state: 'made' }])
})

test('a leave must end after it begins, and not in the past', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const at = s.store.clock.read()
  await expect(addLeave(s.store, anna.id, { from: at, until: at })).rejects.toMatchObject({
    code: 'leave_bad',
  })
  await expect(addLeave(s.store, anna.id, { from: at - 2 * DAY, until: at - DAY })).rejects.toMatchObject({
    code: 'leave_bad',
  })
  const left = await s.store.db.selectFrom('leaves').select('id').where('until_at', '>', asOf(0)).execute()
  expect(left).toEqual([])
})
