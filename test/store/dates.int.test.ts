import { after, before, fact, mainContact, on, people, sequence, set, wait, yearly } from 'kindling'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { publishedRelease } from '../harness/release.ts'
import { type TestStore, testStore } from '../harness/store.ts'
import { DAY, languageScene } from './language-scene.ts'

const topic = 'know-how' as const
const contract = {
  endsAt: ref<Date>('contract.endsAt'),
  signedAt: ref<Date>('contract.signedAt'),
  contact: ref<string>('contract.contact'),
}
const event = { startsAt: ref<Date>('event.startsAt') }
const kinds = {
  'contract.signed': { about: 'account' as const },
  'event.invited': { about: 'lead' as const },
  'event.moved': { about: 'thing' as const },
}

const sequences = [
  sequence(
    'renewal',
    {
      enter: on(before(contract.endsAt, '60 days'), {
        per: 'contract',
        who: contract.contact,
        again: 'always',
      }),
      topic,
    },
    [wait('30 days')],
  ),
  sequence(
    'thanks',
    { enter: on(after(contract.signedAt, '14 days'), { per: 'contract', who: mainContact() }), topic },
    [wait('1 day')],
  ),
  sequence('jubilee', { enter: on(yearly(ref<Date>('lead.birthday'))), topic }, [wait('1 day')]),
  sequence(
    'founded',
    { enter: on(yearly(ref<Date>('account.founded')), { who: people({ role: ['decider'] }) }), topic },
    [wait('1 day')],
  ),
  sequence('found-out', { enter: on(fact('trial.deal-won' as never)), topic }, [
    set(ref<string>('account.founded'), '2000-05-05'),
  ]),
  sequence('event', { enter: on(fact('event.invited'), { per: 'event' }), topic }, [
    wait(before(event.startsAt, '1 day')),
    set(ref<string>('lead.stage'), 'reminded'),
  ]),
]

let store: TestStore
let scene: ReturnType<typeof languageScene>
beforeAll(async () => {
  store = await testStore()
  scene = languageScene(store)
  await publishedRelease(store, {
    plans: sequences.map((one) => compile(one, kinds)),
    facts: kinds,
    things: { contract: ['endsAt', 'signedAt', 'contact'], event: ['startsAt'] },
  })
})
beforeEach(() => store.clock.set('2026-03-02T09:00:00Z'))

let n = 0
const email = () => `p${n++}@firm${n}.example`
const sign = (address: string, props: Record<string, unknown>) =>
  acceptFacts(store, [
    { type: 'contract.signed', account: { domain: address.slice(address.indexOf('@') + 1) }, props },
  ])

test('enters so long before the date, once; next year, with the new date, again', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-1', endsAt: '2026-07-01', contact })
  expect(await scene.alarms({ thing: 'contract:C-1' })).toMatchObject([
    { what: 'date:renewal:1:2026-07-01', at: Date.parse('2026-05-02') },
  ])
  await scene.until('2026-05-01T23:59:00Z')
  expect(await scene.journeys(lead)).toEqual([])
  await scene.until('2026-05-02T00:00:00Z')
  expect(await scene.journeys(lead)).toMatchObject([
    {
      sequence: 'renewal',
      thing: 'contract:C-1',
      key: 'contract:C-1@2026-07-01',
      entered_at: Date.parse('2026-05-02'),
    },
  ])
  await scene.until('2026-06-20T00:00:00Z')
  await sign(contact, { contract: 'C-1', endsAt: '2027-07-01' })
  await scene.until('2027-05-03T00:00:00Z')
  expect((await scene.journeys(lead)).map((one) => one.key)).toEqual([
    'contract:C-1@2026-07-01',
    'contract:C-1@2027-07-01',
  ])
  const refusals = (await scene.story(lead)).filter((line) => line['what'] === 'not entered')
  expect(refusals).toEqual([])
})

test('a date that moves takes its alarm along; one that is taken away has none', async () => {
  const contact = email()
  await scene.person(contact)
  await sign(contact, { contract: 'C-2', endsAt: '2026-07-01', contact })
  await sign(contact, { contract: 'C-2', endsAt: '2026-09-01' })
  expect(await scene.alarms({ thing: 'contract:C-2' })).toMatchObject([{ what: 'date:renewal:1:2026-09-01' }])
  await sign(contact, { contract: 'C-2', endsAt: 'nobody knows' })
  expect(await scene.alarms({ thing: 'contract:C-2' })).toEqual([])
})

test('a date that moves while its journey runs brings no second journey', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-3', endsAt: '2026-04-01', contact })
  await scene.drain()
  expect(await scene.journeys(lead)).toHaveLength(1)
  await sign(contact, { contract: 'C-3', endsAt: '2026-04-15' })
  await scene.drain()
  expect(await scene.journeys(lead)).toHaveLength(1)
  expect(await scene.story(lead)).toContainEqual(
    expect.objectContaining({ what: 'not entered', reason: 'already in' }),
  )
})

test('a date that moves away and back enters once, though the sequence may be entered always', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-11', endsAt: '2026-04-20', contact })
  await scene.until('2026-04-10T00:00:00Z')
  expect(await scene.journeys(lead)).toMatchObject([{ status: 'done' }])
  await sign(contact, { contract: 'C-11', endsAt: '2026-04-21' })
  await sign(contact, { contract: 'C-11', endsAt: '2026-04-20' })
  await scene.drain()
  expect(await scene.journeys(lead)).toHaveLength(1)
  expect((await scene.story(lead)).filter((line) => line['what'] === 'not entered')).toEqual([])
})

test('made known late: enters while the date is still to come, not after it', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-4', endsAt: '2026-03-20', contact })
  await sign(contact, { contract: 'C-5', endsAt: '2026-03-01', contact })
  await sign(contact, { contract: 'C-6', signedAt: '2026-01-01', contact })
  await scene.drain()
  expect((await scene.journeys(lead)).map((one) => one.thing)).toEqual(['contract:C-4'])
})

test('who is asked when it rings: a contact named later, or another one by then', async () => {
  const [first, second] = [email(), email()]
  await sign(first, { contract: 'C-7', endsAt: '2026-07-01', contact: first })
  await scene.until('2026-03-10T00:00:00Z')
  const late = await scene.person(first)
  const other = await scene.person(second)
  await sign(first, { contract: 'C-8', endsAt: '2026-07-01', contact: first })
  await sign(first, { contract: 'C-8', contact: second })
  await scene.until('2026-05-02T00:00:00Z')
  expect((await scene.journeys(late)).map((one) => one.thing)).toEqual(['contract:C-7'])
  expect((await scene.journeys(other)).map((one) => one.thing)).toEqual(['contract:C-8'])
})

test('a thing that was deleted rings for nobody', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-9', endsAt: '2026-07-01', contact })
  await store.db.deleteFrom('things').where('id', '=', 'C-9').execute()
  await scene.until('2026-07-02T00:00:00Z')
  expect(await scene.journeys(lead)).toEqual([])
  expect(await scene.alarms({ thing: 'contract:C-9' })).toEqual([])
})

test('after a date, for the main contact of the company that signed', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await sign(contact, { contract: 'C-10', signedAt: '2026-03-02' })
  await scene.until('2026-03-16T00:00:00Z')
  expect(await scene.journeys(lead)).toMatchObject([{ sequence: 'thanks', thing: 'contract:C-10' }])
})

test('every year on the day, 29 February on the 28th where there is none', async () => {
  const lead = await scene.person(email(), { fields: { birthday: '1980-02-29' } })
  await scene.until('2028-03-01T00:00:00Z')
  expect((await scene.journeys(lead)).map((one) => one.key)).toEqual(['@2027-02-28', '@2028-02-29'])
})

test('a day of the company enters its people in their roles', async () => {
  const [boss, clerk] = ['boss@founded.example', 'clerk@founded.example']
  const decider = await scene.person(boss, { role: 'decider' })
  const other = await scene.person(clerk, { role: 'user' })
  await scene.say({ type: 'trial.deal-won', lead: { email: boss }, props: { deal: 'D-1' } })
  await scene.until('2026-05-05T00:00:00Z')
  expect((await scene.journeys(decider)).map((one) => one.sequence)).toEqual(['found-out', 'founded'])
  expect(await scene.journeys(other)).toEqual([])
})

test('40 things of one lead at once are 40 journeys, each with its own date', async () => {
  const contact = email()
  const lead = await scene.person(contact)
  await acceptFacts(
    store,
    Array.from({ length: 40 }, (_, at) => ({
      type: 'event.invited',
      lead: { id: lead },
      props: { event: `V-${at}`, startsAt: new Date(store.clock.read() + (at + 2) * DAY).toISOString() },
    })),
  )
  await expect.poll(async () => (await scene.journeys(lead)).length).toBe(40)
  const waits = new Set((await scene.journeys(lead)).map((one) => one.wait_at))
  expect(waits.size).toBe(40)
})

test('an event that moves wakes those who wait for it, and nobody where it only is named', async () => {
  const lead = await scene.person(email())
  const say = (type: string, startsAt?: string) =>
    scene.say({
      type,
      ...(type === 'event.invited' && { lead: { id: lead } }),
      props: { event: 'W-1', ...(startsAt && { startsAt }) },
    })
  await say('event.invited', '2026-04-01T10:00:00Z')
  await say('event.moved')
  expect(await scene.journeys(lead)).toMatchObject([{ wake_at: null }])
  await say('event.moved', '2026-04-08T10:00:00Z')
  await scene.until('2026-04-01T10:00:00Z')
  expect(await scene.journeys(lead)).toMatchObject([{ wait_at: Date.parse('2026-04-07T10:00:00Z') }])
  await say('event.moved', '2026-01-01T10:00:00Z')
  await scene.until('2026-04-01T10:01:00Z')
  expect(await scene.journeys(lead)).toMatchObject([{ status: 'done' }])
})

test('an event that was deleted leaves its journeys asleep until the time they knew', async () => {
  const lead = await scene.person(email())
  await scene.say({
    type: 'event.invited',
    lead: { id: lead },
    props: { event: 'W-2', startsAt: '2026-04-01T10:00:00Z' },
  })
  await store.db.deleteFrom('things').where('id', '=', 'W-2').execute()
  await scene.until('2026-03-31T10:00:00Z')
  expect(await scene.journeys(lead)).toMatchObject([{ status: 'done' }])
})
