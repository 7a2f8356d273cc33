import { expect, test } from 'vitest'
import type { Route } from '../../core/release/release.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { createSeller } from '../../store/sellers.ts'
import { addLeave } from '../../store/staff/leaves.ts'
import { houseWithLittleRoom } from './first-come-scene.ts'
import { routing, scene, type Scene } from './sales-scene.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const person = (s: Scene, name: string, openLeads: number) =>
  createSeller(s.store, { email: `${name}@works.example`, name, zone: 'UTC', openLeads })

/** A lead that comes a minute after the one before, and has its turn at once. */
async function came(s: Scene, more: { route?: string; owner?: string } = {}) {
  s.store.clock.advance(60_000)
  const lead = await s.lead(more.owner === undefined ? {} : { owner: more.owner })
  const { id } = await s.open(lead, more.route === undefined ? {} : { route: more.route })
  await s.turn(id)
  return { id, lead }
}

const askedFor = async (s: Scene, id: string) => (await s.offers(id)).at(-1)?.seller_id

/** What the last line of the lead's story says about waiting. */
async function waitsIn(s: Scene, lead: string) {
  const { data } = await s.store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'handoff')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const { what, since, until, because, before } = data
  return { what, since, until, because, before }
}

/** How often it was woken, but for the time when it was opened. */
const woken = (s: Scene, id: string) =>
  s.store.waker.wakes.filter((wake) => wake.id === `handoff/${id}`).length - 1

test('who comes does not overtake who waits, and the story says since when, until when and how many go first', async () => {
  const s = await scene()
  const anna = await person(s, 'anna', 1)
  const had = await came(s)
  await acceptOffer(s.store, (await s.offers(had.id))[0]?.id ?? '', anna.id)
  const [first, second] = [await came(s), await came(s)]
  await dispose(s.store, had.id, { outcome: 'won' })
  await expect.poll(() => woken(s, first.id)).toBe(1)
  // The place is free and the first has not looked yet: it is his all the same.
  const third = await came(s)
  expect([await s.offers(third.id), await waitsIn(s, third.lead)]).toEqual([
    [],
    {
      what: 'waits for room',
      since: '2026-03-02T09:04:00.000Z',
      until: '2026-03-03T09:00:00.000Z',
      because: { 'others first': 1 },
      before: 2,
    },
  ])
  await s.turn(second.id)
  expect(await s.offers(second.id)).toEqual([])
  await s.turn(first.id)
  expect(await askedFor(s, first.id)).toBe(anna.id)
})

test('where there is more room than those before could be given, nobody waits for them', async () => {
  const s = await scene()
  await person(s, 'anna', 1)
  await came(s)
  const waits = await came(s)
  const boris = await person(s, 'boris', 2)
  await expect.poll(() => woken(s, waits.id)).toBe(1)
  expect(await askedFor(s, (await came(s)).id)).toBe(boris.id)
  expect(await s.offers((await came(s)).id)).toEqual([])
  await s.turn(waits.id)
  expect(await askedFor(s, waits.id)).toBe(boris.id)
})

test('who waits for one person keeps nobody from another’s room: the route decides who waits for whom', async () => {
  const own = (name: string): Route => ({ ...(routing.sales as Route), sellers: [`${name}@works.example`] })
  const s = await scene({ routing: { ...routing, east: own('anna'), west: own('boris') } })
  await person(s, 'anna', 1)
  const boris = await person(s, 'boris', 1)
  await came(s, { route: 'east' })
  const waits = await came(s, { route: 'east' })
  expect(await askedFor(s, (await came(s, { route: 'west' })).id)).toBe(boris.id)
  // Of those who wait, the first whom the free place serves is woken, not the first of all.
  const west = await came(s, { route: 'west' })
  const [offer] = await s.store.db
    .selectFrom('offers')
    .selectAll()
    .where('seller_id', '=', boris.id)
    .execute()
  await declineOffer(s.store, offer?.id ?? '', boris.id)
  await expect.poll(() => woken(s, west.id)).toBe(1)
  expect(woken(s, waits.id)).toBe(0)
})

test('a claim gives nobody a place that somebody else waits for longer', async () => {
  const s = await scene()
  const anna = await person(s, 'anna', 1)
  const had = await came(s)
  await acceptOffer(s.store, (await s.offers(had.id))[0]?.id ?? '', anna.id)
  const waits = await came(s)
  await dispose(s.store, had.id, { outcome: 'won' })
  expect(await s.offers((await came(s, { owner: anna.id })).id)).toEqual([])
  await s.turn(waits.id)
  expect(await askedFor(s, waits.id)).toBe(anna.id)
})

test('who was offered to somebody that went on leave comes back to the place where he stood', async () => {
  const s = await scene()
  const anna = await person(s, 'anna', 1)
  const had = await came(s)
  const [first, second] = [await came(s), await came(s)]
  await declineOffer(s.store, (await s.offers(had.id))[0]?.id ?? '', anna.id)
  await s.turn(first.id)
  const since = (await s.handoff(first.id)).waits_since
  await addLeave(s.store, anna.id, { from: s.store.clock.read(), until: s.store.clock.read() + DAY })
  expect(await s.handoff(first.id)).toMatchObject({ state: 'open', waits_since: since })
  expect((await s.handoff(second.id)).waits_since ?? 0).toBeGreaterThan(since ?? Infinity)
})

test.each([1, 2])(
  'no lead that could be served is overtaken, and none waits beside room (seed %i)',
  { timeout: 240_000 },
  async (seed) => {
    const house = await houseWithLittleRoom(seed)
    const story: string[] = []
    let most = 0
    for (let n = 0; n < 60; n++) {
      story.push(await house.step())
      expect(await house.wrong(), story.join('\n')).toEqual([])
      most = Math.max(most, await house.waiting())
    }
    // Else nothing was proved.
    expect(most).toBeGreaterThan(3)
  },
)
