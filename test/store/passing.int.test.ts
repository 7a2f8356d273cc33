import { expect, test } from 'vitest'
import { acceptOffer } from '../../store/offers/accept.ts'
import { passOn } from '../../store/handoffs/pass.ts'
import { addPromise, keptPromise, readPromises } from '../../store/handoffs/promises.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { openTask } from '../../store/tasks.ts'
import { inMoment } from '../../store/moment.ts'
import { createSeller } from '../../store/sellers.ts'
import { moveLeaver } from '../../store/staff/leaver.ts'
import { lockLead } from '../../store/transact.ts'
import { dealerScene } from './dealer-scene.ts'
import { scene, type Scene } from './sales-scene.ts'

const HOUR = 3_600_000

async function ownedBy(s: Scene, seller: { id: string }, more: { account?: string } = {}) {
  const lead = await s.lead(more)
  const { id } = await s.open(lead, { to: seller.id })
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', seller.id)
  return { lead, id }
}

const person = (s: Scene, name: string, more: object = {}) =>
  createSeller(s.store, { email: `${name}@works.example`, name, zone: 'UTC', ...more })

const leadRow = (s: Scene, id: string) =>
  s.store.db.selectFrom('leads').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow()

const messages = (s: Scene, template: string) =>
  s.store.db.selectFrom('messages').selectAll().where('template', '=', template).execute()

test('a finder passes a lead on to the next level with what was promised, and the clock starts anew', async () => {
  const s = await scene()
  const fin = await person(s, 'fin', { level: 'finder' })
  const clo = await person(s, 'clo', { level: 'closer' })
  await person(s, 'kee', { level: 'keeper' })
  const account = await s.account()
  const { lead, id } = await ownedBy(s, fin, { account })
  const early = await addPromise(s.store, id, { text: 'Call before ten' }, { sellerId: fin.id })
  await keptPromise(s.store, id, early, { sellerId: fin.id })
  await noteContact(s.store, id, { sellerId: fin.id })
  s.hours(1)
  const passed = await passOn(
    s.store,
    id,
    {
      why: 'wants a price',
      promises: [{ text: 'Drawings by Friday', dueAt: s.store.clock.read() + 24 * HOUR }],
    },
    { sellerId: fin.id },
  )
  expect(passed).toEqual({ seller: clo.id })
  expect(await s.handoff(id)).toMatchObject({
    state: 'owned',
    owner_id: clo.id,
    contacted_at: null,
    contact_due_at: Date.parse('2026-03-02T14:00:00Z'),
  })
  expect(await leadRow(s, lead)).toEqual({ owner_id: clo.id })
  const checklist = await readPromises(s.store, id, { sellerId: clo.id })
  expect(checklist.map(({ text, by, keptAt }) => [text, by, keptAt !== null])).toEqual([
    ['Drawings by Friday', fin.id, false],
    ['Call before ten', fin.id, true],
  ])
  const [mail] = await messages(s, 'sales/passed')
  expect(mail?.vars).toMatchObject({ why: 'wants a price', promises: [{ text: 'Drawings by Friday' }] })
  // Who passed it on sees it no more.
  await expect(readPromises(s.store, id, { sellerId: fin.id })).rejects.toMatchObject({
    code: 'handoff_unknown',
  })
  expect((await s.facts(lead)).at(-1)).toMatchObject({
    type: 'handoff.passed',
    props: { from: fin.id, seller: clo.id },
  })
  const [kept] = await s.store.db.selectFrom('passes').selectAll().execute()
  expect(kept).toMatchObject({ from_seller: fin.id, to_seller: clo.id, level: 'closer' })
  expect(kept?.contacted_at).not.toBeNull()
})

test('new leads go to finders and to who has no level, not to closers and keepers', async () => {
  const s = await scene()
  const clo = await person(s, 'clo', { level: 'closer', weight: 9 })
  const fin = await person(s, 'fin', { level: 'finder' })
  for (let n = 0; n < 3; n++) {
    const { id } = await s.open(await s.lead())
    await s.turn(id)
    expect(await s.offers(id)).toMatchObject([{ seller_id: fin.id }])
  }
  expect(clo.id).not.toBe(fin.id)
})

test('nobody of the next level, somebody who left, oneself: said, and nothing changes', async () => {
  const s = await scene()
  const fin = await person(s, 'fin', { level: 'finder' })
  const gone = await person(s, 'gone', { level: 'closer' })
  const { id } = await ownedBy(s, fin)
  await moveLeaver(s.store, gone.id)
  const by = { sellerId: fin.id }
  await expect(passOn(s.store, id, { why: 'x' }, by)).rejects.toMatchObject({ code: 'pass_nobody' })
  await expect(passOn(s.store, id, { why: 'x', to: gone.id }, by)).rejects.toMatchObject({
    code: 'pass_self',
  })
  await expect(passOn(s.store, id, { why: 'x', to: fin.id }, by)).rejects.toMatchObject({ code: 'pass_self' })
  await expect(passOn(s.store, id, { why: 'x' }, { sellerId: gone.id })).rejects.toMatchObject({
    code: 'handoff_unknown',
  })
  expect(await s.handoff(id)).toMatchObject({ owner_id: fin.id })
})

test('somebody of a dealer passes on inside the dealer alone, and hears of nobody else', async () => {
  const s = await dealerScene()
  const north = await s.dealer('north', 5, { people: 2 })
  const south = await s.dealer('south', 4)
  const house = await s.seller('house')
  const [first, second] = north.people
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, first?.id ?? ''), first?.id ?? '')
  const by = { sellerId: first?.id ?? '' }
  for (const to of [south.person, house.id]) {
    await expect(passOn(s.store, id, { why: 'x', to }, by)).rejects.toMatchObject({ code: 'seller_unknown' })
  }
  await passOn(s.store, id, { why: 'my day off', to: second?.email ?? '' }, by)
  expect(await s.handoff(id)).toMatchObject({ owner_id: second?.id, dealer_id: north.id })
  expect((await s.reveals(id)).map((one) => one.seller_id).sort()).toEqual([first?.id, second?.id].sort())
})

test('a leaver’s leads, clocks, tasks, companies, people and open offers go to one person', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const young = await s.seller('young', { head: anna.id, weight: 0 })
  const account = await s.account(anna.id)
  const { lead, id } = await ownedBy(s, anna, { account })
  const due = (await s.handoff(id)).contact_due_at
  const plain = await s.lead({ owner: anna.id })
  await inMoment(
    s.store,
    (tx) => lockLead(tx, plain),
    (m) =>
      openTask(m, {
        leadId: plain,
        accountId: null,
        step: 'look',
        name: 'look',
        sellerId: anna.id,
        dueAt: s.store.clock.read(),
        note: null,
        per: 'lead',
      }),
  )
  const { id: asked } = await s.open(await s.lead(), { to: anna.id })
  await s.turn(asked)
  s.hours(1)
  const moved = await moveLeaver(s.store, anna.id, { to: 'boris@works.example' })
  expect(moved).toEqual({ handoffs: 1, leads: 1, tasks: 1, accounts: 1, offers: 1 })
  const toLeaver = await s.store.db
    .selectFrom('messages')
    .select(['status', 'reason'])
    .where('seller_id', '=', anna.id)
    .where('status', '<>', 'skipped')
    .execute()
  expect(toLeaver).toEqual([])
  // The instant that the lead was told stays.
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: boris.id, contact_due_at: due })
  expect(await leadRow(s, lead)).toEqual({ owner_id: boris.id })
  expect(await leadRow(s, plain)).toEqual({ owner_id: boris.id })
  expect((await s.offers(asked)).map((one) => [one.seller_id, one.state])).toEqual([
    [anna.id, 'withdrawn'],
    [boris.id, 'made'],
  ])
  const { db } = s.store
  expect(await db.selectFrom('tasks').select('seller_id').where('name', '=', 'look').execute()).toEqual([
    { seller_id: boris.id },
  ])
  expect(await db.selectFrom('accounts').select('owner_id').execute()).toEqual([{ owner_id: boris.id }])
  const led = await db.selectFrom('sellers').select('head_id').where('id', '=', young.id).executeTakeFirst()
  expect(led).toEqual({ head_id: boris.id })
  expect(await moveLeaver(s.store, anna.id, { to: boris.id })).toEqual({
    handoffs: 0,
    leads: 0,
    tasks: 0,
    accounts: 0,
    offers: 0,
  })
})

test('a clock of a leaver that is over begins anew', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const boris = await s.seller('boris')
  const { id } = await ownedBy(s, anna)
  s.hours(5)
  await moveLeaver(s.store, anna.id)
  expect(await s.handoff(id)).toMatchObject({
    owner_id: boris.id,
    contact_due_at: Date.parse('2026-03-02T18:00:00Z'),
    overdue_at: null,
  })
})

test('without an heir a leaver’s leads go to the others by share, and what nobody has room for is open again', async () => {
  const s = await scene()
  const anna = await person(s, 'anna')
  const boris = await person(s, 'boris', { openLeads: 1 })
  const one = await ownedBy(s, anna)
  const two = await ownedBy(s, anna)
  await moveLeaver(s.store, anna.id)
  expect(await s.handoff(one.id)).toMatchObject({ state: 'owned', owner_id: boris.id })
  expect(await s.handoff(two.id)).toMatchObject({ state: 'open', owner_id: null })
  expect((await s.handoff(two.id)).full_until).not.toBeNull()
})

test('without an heir a leaver’s leads count in the shares: nobody gets all of them, and none for what comes next', async () => {
  const s = await scene()
  const anna = await person(s, 'anna')
  const others = [await person(s, 'boris'), await person(s, 'clara', { weight: 2 })]
  await person(s, 'kate', { level: 'keeper' })
  const ids = []
  for (let n = 0; n < 6; n++) ids.push((await ownedBy(s, anna)).id)
  await moveLeaver(s.store, anna.id)
  const owners = await Promise.all(ids.map(async (id) => (await s.handoff(id)).owner_id))
  expect(others.map(({ id }) => owners.filter((owner) => owner === id).length)).toEqual([2, 4])
  const shares = await s.store.db
    .selectFrom('sellers')
    .select(['name', 'share_taken'])
    .where('id', '<>', anna.id)
    .orderBy('name')
    .execute()
  expect(shares.map(({ name, share_taken }) => `${name} ${share_taken}`)).toEqual([
    'boris 2',
    'clara 4',
    'kate 0',
  ])
})

test('without an heir a leaver’s leads go to others of the same level, and only then to other levels', async () => {
  const s = await scene()
  const clo = await person(s, 'clo', { level: 'closer' })
  const other = await person(s, 'other', { level: 'closer', openLeads: 1 })
  const fin = await person(s, 'fin', { level: 'finder', weight: 5 })
  const [one, two] = [await ownedBy(s, clo), await ownedBy(s, clo)]
  await moveLeaver(s.store, clo.id)
  expect(await s.handoff(one.id)).toMatchObject({ state: 'owned', owner_id: other.id })
  expect(await s.handoff(two.id)).toMatchObject({ state: 'owned', owner_id: fin.id })
})

test('a dealer’s leaver: colleagues have it, and without any the house team does', async () => {
  const s = await dealerScene()
  const north = await s.dealer('north', 5, { people: 2 })
  const house = await s.seller('house')
  const [first, second] = north.people
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, first?.id ?? ''), first?.id ?? '')
  await expect(moveLeaver(s.store, first?.id ?? '', { to: house.id })).rejects.toMatchObject({
    code: 'pass_self',
  })
  await moveLeaver(s.store, first?.id ?? '')
  expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: second?.id, dealer_id: north.id })
  await moveLeaver(s.store, second?.id ?? '')
  expect(await s.handoff(id)).toMatchObject({ state: 'offered', stage: 'house', dealer_id: null })
  expect(await s.asked(id)).toContain('house house made')
})
