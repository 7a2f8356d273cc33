import { expect, test } from 'vitest'
import { protectClient } from '../../store/dealers/protect.ts'
import { removeDealer } from '../../store/dealers/remove.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { readOffer } from '../../store/offers/read.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { until } from '../harness/until.ts'
import { addLeave } from '../../store/staff/leaves.ts'
import { dealerScene, HOUR } from './dealer-scene.ts'

const codes = (all: PromiseSettledResult<unknown>[]) =>
  all.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as { code?: string }).code))

test('the best dealer has it alone for two hours, then the next, then two at once, then the house team', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  for (const [name, stars] of [
    ['five', 5],
    ['four', 4],
    ['three', 3],
    ['two', 2],
    ['one', 1],
  ] as const)
    await s.dealer(name, stars)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  const turn = await s.turn(id)
  expect(turn).toEqual({ sleepMs: 2 * HOUR, details: 'dealers are asked (alone), route sales' })
  expect(await s.asked(id)).toEqual(['five alone made'])
  s.hours(2)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['five alone expired', 'four alone made'])
  s.hours(2)
  await s.turn(id)
  expect((await s.asked(id)).slice(2)).toEqual(['three group made', 'two group made'])
  s.hours(1)
  await s.turn(id)
  expect((await s.asked(id)).at(-1)).toBe('anna house made')
  expect(await s.handoff(id)).toMatchObject({ stage: 'house', rule: 'to dealers', owner_id: null })
  expect(await s.lines(lead)).toContain('to the house team')
})

test('without consent for dealers it is the house team’s, and the story says so', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  await s.dealer('five', 5)
  const lead = await s.lead({ consent: false })
  const { id } = await s.open(lead)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['anna house made'])
  const story = await s.store.db.selectFrom('journal').select('data').where('lead_id', '=', lead).execute()
  expect(story.map(({ data }) => data)).toContainEqual(
    expect.objectContaining({ what: 'to the house team', why: 'no consent for dealers' }),
  )
})

test('consent that is withdrawn while it is offered takes the offer away, also from a tap that comes before the turn', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  const five = await s.dealer('five', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offer = await s.offerTo(id, five.person)
  s.store.clock.advance(1000)
  s.store.waker.wakes.length = 0
  await s.consent(lead, false)
  await until(() => s.store.waker.wakes.some((wake) => wake.id === `handoff/${id}`))
  await expect(acceptOffer(s.store, offer, five.person)).rejects.toThrow('over')
  expect(await s.asked(id)).toEqual(['five alone withdrawn', 'anna house made'])
  expect(await s.reveals(id)).toEqual([])
})

test('the first tap wins inside a dealer too; the contacts open to that person alone', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5, { people: 3 })
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offers = await Promise.all(five.people.map((one) => s.offerTo(id, one.id)))
  const taps = await Promise.allSettled(
    five.people.map((one, n) => acceptOffer(s.store, offers[n] ?? '', one.id)),
  )
  expect(codes(taps).sort()).toEqual(['offer_over', 'offer_over', 'ok'])
  const row = await s.handoff(id)
  expect(row).toMatchObject({ state: 'owned', dealer_id: five.id })
  expect(await s.reveals(id)).toEqual([{ seller_id: row.owner_id, why: 'taken' }])
  for (const [n, one] of five.people.entries()) {
    const shown = await readOffer(s.store, offers[n] ?? '', { sellerId: one.id })
    expect(shown.contacts === null).toBe(one.id !== row.owner_id)
    expect(shown.story.name === '').toBe(one.id !== row.owner_id)
  }
  const facts = (await s.facts(lead)).map(({ type }) => type)
  expect(facts.filter((type) => type === 'contact.revealed')).toHaveLength(1)
})

test('an accept at the instant of expiry is late, and the next dealer is asked at once', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  await s.dealer('four', 4)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  s.hours(2)
  await expect(acceptOffer(s.store, await s.offerTo(id, five.person), five.person)).rejects.toThrow('over')
  expect(await s.asked(id)).toEqual(['five alone expired', 'four alone made'])
})

test('an accept a moment before expiry is good, and a second one changes nothing', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  s.store.clock.advance(2 * HOUR - 1)
  const offer = await s.offerTo(id, five.person)
  await acceptOffer(s.store, offer, five.person)
  const before = await s.handoff(id)
  await expect(acceptOffer(s.store, offer, five.person)).rejects.toThrow('over')
  expect(await s.handoff(id)).toEqual(before)
})

test('a decline by all of a dealer asks the next at once; by one of two it does not', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5, { people: 2 })
  await s.dealer('four', 4)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const [a, b] = five.people
  await declineOffer(s.store, await s.offerTo(id, a?.id ?? ''), a?.id ?? '', 'no time')
  expect(await s.asked(id)).toEqual(['five alone declined', 'five alone made'])
  await declineOffer(s.store, await s.offerTo(id, b?.id ?? ''), b?.id ?? '')
  expect(await s.asked(id)).toEqual(['five alone declined', 'five alone declined', 'four alone made'])
})

test('territory, line and language decide who is asked', async () => {
  const s = await dealerScene()
  await s.dealer('british', 5, { territory: { countries: ['GB'] } })
  await s.dealer('saws', 5, { lines: ['saws'] })
  await s.dealer('russian', 5, { langs: ['ru'] })
  await s.dealer('siberian', 2, {
    territory: { countries: ['RU'], cities: ['Новосибирск'] },
    lines: ['presses'],
  })
  const lead = await s.lead()
  await s.store.db
    .updateTable('leads')
    .set({
      country: 'RU',
      city: 'новосибирск',
      lang: 'en',
      fields: JSON.stringify({ interest: ['Presses'] }),
    })
    .where('id', '=', lead)
    .execute()
  const { id } = await s.open(lead)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['siberian alone made'])
})

test('people on leave or full are not asked; with all dealers on leave it is the house team’s', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  const five = await s.dealer('five', 5, { people: 2 })
  const four = await s.dealer('four', 4)
  await s.leave(five.person, 100)
  const first = await s.open(await s.lead())
  await s.turn(first.id)
  expect(await s.asked(first.id)).toEqual(['five alone made'])
  const other = five.people[1]?.id ?? ''
  await acceptOffer(s.store, await s.offerTo(first.id, other), other)
  await s.store.db.updateTable('sellers').set({ open_leads: 1 }).where('id', '=', other).execute()
  await s.leave(four.person, 100)
  const second = await s.open(await s.lead())
  await s.turn(second.id)
  expect(await s.asked(second.id)).toEqual(['anna house made'])
  s.hours(200)
  const third = await s.open(await s.lead())
  await s.turn(third.id)
  expect(await s.asked(third.id)).toEqual(['five alone made'])
})

test('a client that a dealer registered is offered to that dealer alone, then to the house team', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  await s.dealer('five', 5)
  const two = await s.dealer('two', 2, { territory: { countries: ['BG'] } })
  const account = await s.account()
  const registered = { account: { id: account }, until: s.store.clock.read() + 1000 * HOUR }
  await protectClient(s.store, two.id, registered)
  const { id } = await s.open(await s.lead({ account }))
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['two alone made'])
  s.hours(2)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['two alone expired', 'anna house made'])
  s.hours(1000)
  const later = await s.open(await s.lead({ account }))
  await s.turn(later.id)
  expect(await s.asked(later.id)).toEqual(['five alone made'])
})

test('a second enquiry of a lead goes first to the dealer that has the first one', async () => {
  const s = await dealerScene()
  const [five, two] = [await s.dealer('five', 5), await s.dealer('two', 2)]
  const lead = await s.lead()
  const first = await s.open(lead, { thing: 'enquiry:E1' })
  await s.turn(first.id)
  s.hours(2)
  await s.turn(first.id)
  await acceptOffer(s.store, await s.offerTo(first.id, two.person), two.person)
  const second = await s.open(lead, { thing: 'enquiry:E2' })
  await s.turn(second.id)
  expect(await s.asked(second.id)).toEqual(['two alone made'])
  s.hours(2)
  await s.turn(second.id)
  expect(await s.offerTo(second.id, five.person)).toBeTruthy()
})

test('another dealer cannot register a client that is registered', async () => {
  const s = await dealerScene()
  const [five, two] = [await s.dealer('five', 5), await s.dealer('two', 2)]
  const account = await s.account()
  const asked = { account: { id: account }, until: s.store.clock.read() + HOUR }
  await protectClient(s.store, two.id, asked)
  await expect(protectClient(s.store, five.id, asked)).rejects.toMatchObject({
    code: 'conflict',
  })
})

test('a dealer that is removed with offers open loses them, and its leads go to the house team', async () => {
  const s = await dealerScene()
  await s.seller('anna')
  const five = await s.dealer('five', 5)
  await s.dealer('four', 4)
  const lead = await s.lead()
  const [open, owned] = [await s.open(await s.lead()), await s.open(lead)]
  await s.turn(open.id)
  await s.turn(owned.id)
  await acceptOffer(s.store, await s.offerTo(owned.id, five.person), five.person)
  const offer = await s.offerTo(open.id, five.person)
  expect(await removeDealer(s.store, five.id)).toEqual({ moved: 2 })
  await expect(acceptOffer(s.store, offer, five.person)).rejects.toMatchObject({ code: 'offer_over' })
  await expect(readOffer(s.store, offer, { sellerId: five.person })).rejects.toMatchObject({
    code: 'offer_unknown',
  })
  expect(await s.asked(open.id)).toEqual(['five alone withdrawn', 'four alone made'])
  expect(await s.asked(owned.id)).toEqual(['five alone withdrawn', 'anna house made'])
  expect(await s.handoff(owned.id)).toMatchObject({ owner_id: null, dealer_id: null, taken_back: 1 })
  const row = await s.store.db
    .selectFrom('leads')
    .select('owner_id')
    .where('id', '=', lead)
    .executeTakeFirst()
  expect(row?.owner_id).toBeNull()
  expect(await removeDealer(s.store, five.id)).toEqual({ moved: 0 })
})

test('a lead that is erased while it is offered ends its hand-off and opens nothing', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offer = await s.offerTo(id, five.person)
  await s.store.db
    .updateTable('leads')
    .set({ erased_at: new Date(s.store.clock.read()) })
    .where('id', '=', lead)
    .execute()
  await expect(acceptOffer(s.store, offer, five.person)).rejects.toMatchObject({ code: 'lead_erased' })
  expect(await s.turn(id)).toEqual({ done: true })
  expect(await s.asked(id)).toEqual(['five alone withdrawn'])
  expect(await s.reveals(id)).toEqual([])
})

test('a lead that unsubscribes from mail while it is offered is still offered: it said nothing about calls', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await s.store.db
    .insertInto('consents')
    .values({
      lead_id: lead,
      purpose: 'marketing',
      given: false,
      at: new Date(s.store.clock.read()),
      source: 'test',
      text: '',
      recorded_at: new Date(s.store.clock.read()),
    })
    .execute()
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, five.person), five.person)
  expect((await s.handoff(id)).owner_id).toBe(five.person)
})

test('stars follow what became of the leads', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 3)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, five.person), five.person)
  await dispose(s.store, id, { outcome: 'won' }, { sellerId: five.person })
  const dealer = await s.store.db
    .selectFrom('dealers')
    .selectAll()
    .where('id', '=', five.id)
    .executeTakeFirst()
  expect(dealer).toMatchObject({ stars: 3, stars_why: [{ name: 'sales', value: 3, text: 'sales 3' }] })
  expect(dealer?.rated_at).toBe(s.store.clock.read())
})

test.each([
  ['over the weekend in which the clocks go forward', '2026-03-27T17:00:00Z', '2026-03-30T09:00:00Z'],
  ['over Good Friday and Easter Monday', '2026-04-02T16:00:00Z', '2026-04-07T09:00:00Z'],
  ['over the weekend in which the clocks go back', '2026-10-23T16:00:00Z', '2026-10-26T10:00:00Z'],
])('two working hours are those of the dealer’s own zone and holidays: %s', async (_, from, to) => {
  const s = await dealerScene({ mode: 'offer', alone: '2 workhours', then: 'house' })
  s.store.clock.set(from)
  await s.dealer('british', 5, { zone: 'Europe/London', country: 'GB' })
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const [offer] = await s.offers(id)
  expect(new Date(offer?.expires_at ?? 0).toISOString()).toBe(new Date(to).toISOString())
})

test('a colleague who goes on leave takes nobody else’s offer away', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5, { people: 2 })
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const at = s.store.clock.read()
  await addLeave(s.store, five.person, { from: at, until: at + 24 * HOUR })
  expect((await s.offers(id)).map(({ state }) => state).sort()).toEqual(['made', 'withdrawn'])
  expect(await s.handoff(id)).toMatchObject({ state: 'offered', stage: 'alone' })
})
