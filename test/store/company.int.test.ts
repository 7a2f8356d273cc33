import '../harness/trial-facts.ts'
import {
  anyone,
  becomes,
  did,
  end,
  fact,
  mainContact,
  not,
  on,
  overdue,
  people,
  sequence,
  task,
  owner,
  wait,
  when,
} from 'kindling'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { upsertLead } from '../../store/leads.ts'
import { publishedRelease } from '../harness/release.ts'
import { DAY, languageScene } from './language-scene.ts'
import { MONDAY, type TestStore, testStore } from '../harness/store.ts'

const topic = 'know-how' as const
const kinds = {
  'company.changed': { about: 'account' as const },
  'order.placed': { about: 'account' as const },
  'trial.call-requested': { about: 'lead' as const },
}
const silent = overdue('order.placed', { by: 1.5, fallback: '180 days' })

const sequences = [
  sequence(
    'committee',
    {
      enter: on(fact('company.changed', { kind: 'new management' }), {
        who: people({ role: ['decider', 'user'] }),
        again: '1 year',
      }),
      goal: when(did('trial.call-requested')),
      stop: [when(anyone(did('trial.call-requested')), [end('a colleague asked for a call')])],
      topic,
    },
    [
      wait('10 days'),
      task('call-the-company', { to: owner(), due: '3 workdays', per: 'account' }),
      wait('1 month'),
    ],
  ),
  sequence(
    'lay-offs',
    { enter: on(fact('company.changed', { kind: 'lay-offs' }), { who: mainContact() }), topic },
    [wait('1 day')],
  ),
  sequence(
    'win-back',
    { enter: on(becomes(silent), { who: mainContact(), again: 'always' }), goal: when(not(silent)), topic },
    [wait('3 months')],
  ),
  sequence(
    'busy',
    {
      enter: on(fact('company.changed', { kind: 'fast growth' }), { who: people({ role: ['user'] }) }),
      topic,
    },
    [wait('1 week')],
  ),
]

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeAll(async () => {
  store = await testStore()
  scene = languageScene(store)
  await publishedRelease(store, { plans: sequences.map((one) => compile(one, kinds)), facts: kinds })
})
beforeEach(() => store.clock.set(MONDAY))

let companies = 0
const aCompany = () => `firm${companies++}.example`
const person = (domain: string, name: string, role: string | null = null) =>
  scene.person(`${name}@${domain}`, { role })
const changed = (domain: string, kind: string) =>
  scene.say({ type: 'company.changed', account: { domain }, props: { kind } })
const order = (domain: string, at: string) => {
  store.clock.set(at)
  return scene.say({ type: 'order.placed', account: { domain }, props: { order: at, value: 1 } })
}
const alarmsOf = (domain: string) => scene.alarms({ domain })

test('a fact of a company without any person enters the people in their roles, and says who has none', async () => {
  const firm = aCompany()
  const decider = await person(firm, 'decider', 'decider')
  const user = await person(firm, 'user', 'user')
  const influencer = await person(firm, 'influencer', 'influencer')
  const nobody = await person(firm, 'nobody')
  await changed(firm, 'new management')
  expect(await scene.journeys(decider)).toEqual([])
  await scene.drain()
  for (const lead of [decider, user])
    expect(await scene.journeys(lead)).toMatchObject([
      { sequence: 'committee', status: 'running', entered_at: MONDAY },
    ])
  for (const lead of [influencer, nobody]) expect(await scene.journeys(lead)).toEqual([])
  expect(await scene.story(nobody)).toContainEqual(
    expect.objectContaining({ what: 'not entered', sequence: 'committee', reason: 'role unknown' }),
  )
  expect(await scene.story(influencer)).not.toContainEqual(expect.objectContaining({ what: 'not entered' }))
})

test("the fact's own lead enters at once, a colleague by the alarm", async () => {
  const firm = aCompany()
  const decider = await person(firm, 'decider', 'decider')
  const user = await person(firm, 'user', 'user')
  await acceptFacts(store, [
    { type: 'company.changed', lead: { id: decider }, props: { kind: 'new management' } },
  ])
  expect(await scene.journeys(decider)).toHaveLength(1)
  expect(await scene.journeys(user)).toEqual([])
  await scene.drain()
  expect(await scene.journeys(user)).toHaveLength(1)
})

test('a call by one ends the journey of the other with its reason; one task serves the company', async () => {
  const firm = aCompany()
  const decider = await person(firm, 'decider', 'decider')
  const user = await person(firm, 'user', 'user')
  await changed(firm, 'new management')
  await scene.drain()
  store.clock.advance(11 * DAY)
  for (const lead of [decider, user]) await journeyTurn(store, (await scene.journeys(lead))[0]?.id ?? '')
  const tasks = await store.db
    .selectFrom('tasks')
    .select('name')
    .where('lead_id', 'in', [decider, user])
    .execute()
  expect(tasks).toEqual([{ name: 'call-the-company' }])

  await acceptFacts(store, [{ type: 'trial.call-requested', lead: { id: user }, props: { by: 'phone' } }])
  const [own] = await scene.journeys(user)
  const [other] = await scene.journeys(decider)
  expect(other?.wake_at).not.toBeNull()
  for (const one of [own, other]) await journeyTurn(store, one?.id ?? '')
  expect(await scene.journeys(user)).toMatchObject([{ outcome: 'goal' }])
  expect(await scene.journeys(decider)).toMatchObject([
    { outcome: 'stop', reason: 'a colleague asked for a call' },
  ])
})

test("a colleague's call and a colleague's turn at one moment do not miss each other", async () => {
  for (let n = 0; n < 20; n++) {
    const firm = aCompany()
    const decider = await person(firm, 'decider', 'decider')
    const user = await person(firm, 'user', 'user')
    await changed(firm, 'new management')
    // The first turn begins to wait for what the colleague does just now.
    await Promise.all([
      scene.drain(),
      scene.say({ type: 'trial.call-requested', lead: { id: user }, props: { by: 'phone' } }),
    ])
    const [after] = await scene.journeys(decider)
    // Either the turn saw the call, or the call saw the turn's wait and woke it.
    expect(after?.status === 'done' || after?.wake_at !== null).toBe(true)
  }
})

test('a company of 300 people is entered by one fact', async () => {
  const firm = aCompany()
  const account = await store.db
    .insertInto('accounts')
    .values({ domain: firm, created_at: new Date(MONDAY) })
    .returning('id')
    .executeTakeFirstOrThrow()
  const rows = Array.from({ length: 300 }, (_, n) => ({
    account_id: account.id,
    email: `p${n}@${firm}`,
    role: 'user',
    created_at: new Date(MONDAY + n),
    updated_at: new Date(MONDAY + n),
  }))
  await store.db.insertInto('leads').values(rows).execute()
  await changed(firm, 'fast growth')
  await scene.drain()
  const entered = await store.db
    .selectFrom('journeys')
    .select('id')
    .where('account_id', '=', account.id)
    .where('sequence', '=', 'busy')
    .execute()
  expect(entered).toHaveLength(300)
})

test('the main contact is the one set, else a decider, else whom we have known longest', async () => {
  const firm = aCompany()
  const oldest = await person(firm, 'oldest')
  await changed(firm, 'lay-offs')
  await scene.drain()
  expect(await scene.journeys(oldest)).toHaveLength(1)
  store.clock.advance(1000)
  const decider = await person(firm, 'decider', 'decider')
  await changed(firm, 'lay-offs')
  await scene.drain()
  expect(await scene.journeys(decider)).toHaveLength(1)
  store.clock.advance(1000)
  const chosen = await person(firm, 'chosen')
  await store.db.updateTable('accounts').set({ main_contact_id: chosen }).where('domain', '=', firm).execute()
  await changed(firm, 'lay-offs')
  await scene.drain()
  expect(await scene.journeys(chosen)).toHaveLength(1)
})

test('a company with nobody enters nobody and breaks nothing', async () => {
  const firm = aCompany()
  expect((await changed(firm, 'new management')).accepted).toHaveLength(1)
  expect((await changed(firm, 'lay-offs')).accepted).toHaveLength(1)
  expect((await order(firm, '2026-03-02T10:00:00Z')).accepted).toHaveLength(1)
  await scene.drain()
})

test("silent by the company's own rhythm: enters the main contact at that instant, an order ends it, and again", async () => {
  const firm = aCompany()
  store.clock.set('2026-01-01T00:00:00Z')
  const lead = await person(firm, 'buyer', 'decider')
  await order(firm, '2026-01-10T12:00:00Z')
  await order(firm, '2026-02-10T12:00:00Z')
  await order(firm, '2026-03-12T12:00:00Z')
  const due = Date.parse('2026-03-12T12:00:00Z') + 1.5 * 30.5 * DAY
  expect(await alarmsOf(firm)).toMatchObject([{ what: 'trigger:win-back:1', at: due }])
  store.clock.set(due - 1000)
  await scene.drain()
  expect(await scene.journeys(lead)).toEqual([])
  store.clock.set(due)
  await scene.drain()
  expect(await scene.journeys(lead)).toMatchObject([
    { sequence: 'win-back', status: 'running', entered_at: due },
  ])
  expect(await alarmsOf(firm)).toEqual([])

  await order(firm, '2026-05-25T12:00:00Z')
  await journeyTurn(store, (await scene.journeys(lead))[0]?.id ?? '')
  expect(await scene.journeys(lead)).toMatchObject([{ outcome: 'goal' }])
  const [next] = await alarmsOf(firm)
  store.clock.set(next?.at ?? 0)
  await scene.drain()
  expect(await scene.journeys(lead)).toMatchObject([
    { status: 'done' },
    { sequence: 'win-back', status: 'running' },
  ])
})

test('a company of one order uses the fallback; each order moves the alarm', async () => {
  const firm = aCompany()
  store.clock.set('2026-01-01T00:00:00Z')
  const lead = await person(firm, 'buyer')
  await order(firm, '2026-01-10T12:00:00Z')
  expect(await alarmsOf(firm)).toMatchObject([{ at: Date.parse('2026-01-10T12:00:00Z') + 180 * DAY }])
  await order(firm, '2026-02-10T12:00:00Z')
  expect(await alarmsOf(firm)).toMatchObject([{ at: Date.parse('2026-02-10T12:00:00Z') + 180 * DAY }])
  store.clock.set(Date.parse('2026-02-10T12:00:00Z') + 180 * DAY)
  await scene.drain()
  expect(await scene.journeys(lead)).toHaveLength(1)
})

test('a person who comes to a company that ordered before sets its alarm, and does not enter for the past', async () => {
  const firm = aCompany()
  await order(firm, '2026-01-10T12:00:00Z')
  expect(await alarmsOf(firm)).toEqual([])
  store.clock.set('2026-02-01T00:00:00Z')
  const lead = await person(firm, 'late')
  expect(await alarmsOf(firm)).toMatchObject([{ at: Date.parse('2026-01-10T12:00:00Z') + 180 * DAY }])
  store.clock.set('2026-12-01T00:00:00Z')
  await scene.drain()
  expect(await scene.journeys(lead)).toHaveLength(1)

  const old = aCompany()
  await order(old, '2026-01-10T12:00:00Z')
  store.clock.set('2026-12-01T00:00:00Z')
  const later = await person(old, 'later')
  await scene.drain()
  expect(await scene.journeys(later)).toEqual([])
})

test('a buyer without a company has a rhythm of his own', async () => {
  store.clock.set('2026-01-01T00:00:00Z')
  const lead = (await upsertLead(store, { email: 'alone@gmail.com' })).id
  for (const at of ['2026-01-10T12:00:00Z', '2026-01-20T12:00:00Z', '2026-01-30T12:00:00Z']) {
    store.clock.set(at)
    await acceptFacts(store, [{ type: 'order.placed', lead: { id: lead }, props: { order: at, value: 1 } }])
  }
  store.clock.set(Date.parse('2026-01-30T12:00:00Z') + 15 * DAY)
  await scene.drain()
  expect(await scene.journeys(lead)).toMatchObject([{ sequence: 'win-back', status: 'running' }])
})
