import { expect, test } from 'vitest'
import { placeBid } from '../../../store/auctions/bid.ts'
import { listDues } from '../../../store/auctions/dues.ts'
import { figuresOf, readDealer } from '../../../store/dealers/rate.ts'
import { instant } from '../../../store/database.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { noteContact } from '../../../store/handoffs/note-contact.ts'
import { handoffPage } from '../../../store/handoffs/page.ts'
import { readHandoff } from '../../../store/handoffs/read.ts'
import { leadsOf } from '../../../store/handoffs/mine.ts'
import { inMoment } from '../../../store/moment.ts'
import { acceptOffer } from '../../../store/offers/accept.ts'
import { listOffers, readOffer } from '../../../store/offers/read.ts'
import { quality } from '../../../store/quality/quality.ts'
import { openTask } from '../../../store/tasks.ts'
import { AUCTION, dealerScene, HOUR, OFFER } from '../dealer-scene.ts'
import { dataFolder, eraseWhole, traces } from './erasing.ts'

const DAY = 24 * HOUR
const HERS = ['Ильина', '79990001122', 'vera.']
const by = { actor: 'test' }

test('erased while two dealers are offered it: withdrawn at once, nothing is shown, nobody can take it', async () => {
  const s = await dealerScene({ ...OFFER, times: 0 } as never)
  const five = await s.dealer('five', 5)
  const four = await s.dealer('four', 4)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  expect(await s.asked(id)).toEqual(['five group made', 'four group made'])
  s.store.waker.wakes.length = 0
  await erase(s.store, { lead }, by)
  // Before any worker did anything.
  expect(await s.asked(id)).toEqual(['five group withdrawn', 'four group withdrawn'])
  for (const { person } of [five, four]) {
    const offer = await s.offerTo(id, person)
    const shown = await readOffer(s.store, offer, { sellerId: person })
    expect(shown.offer).toMatchObject({ state: 'withdrawn', thing: null, reason: null })
    expect(shown.contacts).toBeNull()
    expect(shown.story).toMatchObject({
      name: '',
      company: '',
      town: '',
      thing: '',
      about: [],
      lines: [],
      asked: [],
    })
    await expect(acceptOffer(s.store, offer, person)).rejects.toMatchObject({ code: 'lead_erased' })
    expect(await listOffers(s.store, { sellerId: person, live: true, limit: 10 })).toEqual([])
  }
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'erased' })
  expect(await s.turn(id)).toEqual({ done: true })
  expect(await s.reveals(id)).toEqual([])
})

test('erased while somebody has it: clocks stop, it is on no list, and nobody is worse for it', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, five.person), five.person)
  const { fresh, receipt } = await eraseWhole(s.store, { lead }, await dataFolder())
  expect(fresh).toBe(true)
  // Whoever saw the contacts is to be told.
  expect(receipt.told).toEqual({ dealers: [five.id], sellers: [five.person], exchanges: [] })
  const row = await s.handoff(id)
  expect(row).toMatchObject({
    state: 'closed',
    outcome: 'erased',
    contact_due_at: null,
    wait_at: null,
    account_id: null,
    owner_id: five.person,
  })
  expect(await leadsOf(s.store.db, five.person)).toEqual([])
  expect((await handoffPage(s.store, id, five.person)).contacts).toBeNull()
  expect((await readHandoff(s.store.db, id, { sellerId: five.person })).lead).toBe(lead)
  s.store.clock.advance(30 * DAY)
  const dealer = await readDealer(s.store.db, five.id)
  const now = s.store.clock.read()
  const figures = (await figuresOf({ tx: s.store.db, now }, dealer ? [dealer] : [])).get(five.id)
  expect(figures).toEqual({ sales: 5, leads: 1 })
  const [told] = await quality(s.store.db, { by: 'dealer', from: 0, to: now, now })
  expect(told).toMatchObject({ leads: 1, late: 0, notCalled: 0, outcomes: { erased: 1 } })
  expect(await traces(s.store.db, HERS)).toEqual([])
})

test('a call in time stays one for the dealer when the person is erased afterwards', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  await acceptOffer(s.store, await s.offerTo(id, five.person), five.person)
  await noteContact(s.store, id, { sellerId: five.person })
  await eraseWhole(s.store, { lead }, await dataFolder())
  const dealer = await readDealer(s.store.db, five.id)
  const now = s.store.clock.read() + 30 * DAY
  const figures = (await figuresOf({ tx: s.store.db, now }, dealer ? [dealer] : [])).get(five.id)
  expect(figures).toMatchObject({ leads: 1, speed: 1, quality: 1 })
})

async function auction() {
  const s = await dealerScene(AUCTION)
  const five = await s.dealer('five', 5)
  const four = await s.dealer('four', 4)
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const bid = async (person: string, pounds: number) =>
    placeBid(s.store, await s.offerTo(id, person), person, { amount: pounds * 100, currency: 'GBP' })
  return { s, five, four, lead, id, bid }
}

test('erased in the last second of an auction: no sale, nobody owes anything, no bid wins', async () => {
  const { s, five, four, lead, id, bid } = await auction()
  await bid(five.person, 100)
  await bid(four.person, 115)
  s.store.clock.advance(DAY - 1000)
  await erase(s.store, { lead }, by)
  s.store.clock.advance(2000)
  expect(await s.turn(id)).toEqual({ done: true })
  const bids = await s.store.db.selectFrom('bids').select(['state']).where('handoff_id', '=', id).execute()
  expect(bids.map(({ state }) => state)).toEqual(['lost', 'lost'])
  expect(await listDues(s.store.db)).toEqual([])
  await expect(bid(four.person, 130)).rejects.toMatchObject({ code: 'lead_erased' })
})

test('the close of an auction and an erasure at one moment: a sale or none, never half of one', async () => {
  for (let n = 0; n < 3; n++) {
    const { s, five, lead, id, bid } = await auction()
    await bid(five.person, 100)
    s.store.clock.advance(DAY)
    await Promise.allSettled([s.turn(id), erase(s.store, { lead }, by)])
    const dues = await listDues(s.store.db)
    const won = await s.store.db.selectFrom('bids').select('id').where('state', '=', 'won').execute()
    expect(won.length).toBe(dues.length)
    expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'erased' })
    expect(await s.reveals(id)).toHaveLength(dues.length)
  }
})

test('what is owed for a sale that was made stays, without the person', async () => {
  const { s, five, lead, id, bid } = await auction()
  await bid(five.person, 100)
  s.store.clock.advance(DAY)
  await s.turn(id)
  await eraseWhole(s.store, { lead }, await dataFolder())
  expect(await listDues(s.store.db)).toMatchObject([
    { dealer: 'five', handoff: id, amount: 10_000, currency: 'GBP', waivedAt: null },
  ])
  expect(await traces(s.store.db, HERS)).toEqual([])
})

test('of a company’s task the colleague who waits for it becomes the one it is about; one’s own is dropped', async () => {
  const s = await dealerScene()
  const { id: anna } = await s.seller('anna')
  const account = await s.account()
  const [vera, boris] = [await s.lead({ account }), await s.lead({ account })]
  const { id: journey } = await s.store.db
    .insertInto('journeys')
    .values({
      sequence: 'back',
      plan_hash: 'b'.repeat(32),
      lead_id: boris,
      position: '{}',
      entry_fact: null,
      entered_at: instant(s.store.clock.read()),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const asked = {
    accountId: account,
    step: 'visit',
    sellerId: anna,
    dueAt: s.store.clock.read(),
    note: 'ask Vera',
  }
  await inMoment(
    s.store,
    async () => {},
    async (m) => {
      await openTask(m, { ...asked, leadId: vera, name: 'visit', per: 'account' })
      await openTask(m, { ...asked, leadId: boris, name: 'visit', per: 'account', journeyId: journey }).catch(
        () => {},
      )
      await openTask(m, { ...asked, leadId: vera, name: 'call', per: 'lead' })
    },
  )
  await erase(s.store, { lead: vera }, by)
  const tasks = await s.store.db
    .selectFrom('tasks')
    .select(['name', 'lead_id', 'status', 'note'])
    .orderBy('name')
    .execute()
  expect(tasks).toEqual([
    { name: 'call', lead_id: vera, status: 'dropped', note: null },
    { name: 'visit', lead_id: boris, status: 'open', note: null },
  ])
})
