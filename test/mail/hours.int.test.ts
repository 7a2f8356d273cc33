import '../harness/trial-facts.ts'
import { fact, on, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import type { Holidays, Quiet } from '../../core/release/release.ts'
import { instant, json } from '../../store/database.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'

/** A lead who is known by what stands in `profile`, at a company by what stands in `company`. */
async function who(
  world: MailWorld,
  profile: { zone?: string; phone?: string; region?: string; country?: string },
  company?: { country?: string; fields?: Record<string, unknown> },
): Promise<string> {
  const lead = await world.lead()
  const account = company && (await madeAccount(world, company))
  await world.store.db
    .updateTable('leads')
    .set({ ...profile, account_id: account ?? null })
    .where('id', '=', lead)
    .execute()
  return lead
}

const madeAccount = async (
  { store }: MailWorld,
  { country, fields = {} }: { country?: string; fields?: Record<string, unknown> },
): Promise<string> => {
  const { id } = await store.db
    .insertInto('accounts')
    .values({ country: country ?? null, fields: json(fields), created_at: instant(store.clock.read()) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Runs the lane at each instant at which it asks to be woken, until nothing waits. @returns when the mail left */
async function leaves(world: MailWorld, key: string): Promise<string> {
  for (let n = 0; n < 50; n++) {
    const { sleepMs } = await world.drain()
    const { status, left_at } = await world.row(key)
    if (status === 'sent' && left_at !== null) return new Date(left_at).toISOString()
    if (sleepMs === null) return status
    world.store.clock.advance(sleepMs)
  }
  return 'never'
}

const ready = (world: MailWorld, at: string) => world.store.clock.set(at)

// When it is ready, whose it is, and when it leaves; all by the world's clock.
const CLOCKS: [string, string, Parameters<typeof who>[1], string, string, Record<string, string>][] = [
  [
    'New York in spring',
    '2026-03-06T23:30:00Z',
    { zone: 'America/New_York' },
    '2026-03-09T13:00:00.000Z',
    'outside hours',
    { zone: 'America/New_York', zoneFrom: 'profile' },
  ],
  [
    'New York in autumn',
    '2026-10-30T22:30:00Z',
    { zone: 'America/New_York', country: 'US' },
    '2026-11-02T14:00:00.000Z',
    'outside hours',
    { zone: 'America/New_York', zoneFrom: 'profile' },
  ],
  [
    'Auckland at Easter',
    '2026-04-02T05:30:00Z',
    { phone: '+6493001234' },
    '2026-04-06T21:00:00.000Z',
    'outside hours: Good Friday',
    { zone: 'Pacific/Auckland', zoneFrom: 'phone', holiday: 'Good Friday' },
  ],
  [
    'Auckland in spring',
    '2026-09-25T07:00:00Z',
    { country: 'NZ' },
    '2026-09-27T20:00:00.000Z',
    'outside hours',
    { zone: 'Pacific/Auckland', zoneFrom: 'country' },
  ],
  [
    'Kaliningrad, when its neighbours change the clock in spring',
    '2026-03-27T16:30:00Z',
    { region: 'Калининградская область' },
    '2026-03-30T07:00:00.000Z',
    'outside hours',
    { zone: 'Europe/Kaliningrad', zoneFrom: 'region' },
  ],
  [
    'Kaliningrad, and in autumn',
    '2026-10-23T16:30:00Z',
    { phone: '+74012123456' },
    '2026-10-26T07:00:00.000Z',
    'outside hours',
    { zone: 'Europe/Kaliningrad', zoneFrom: 'phone' },
  ],
]

test.for(CLOCKS)('%s: nine o’clock there, and the story says whose clock it is', async (row) => {
  const [, at, profile, wanted, reason, told] = row
  const world = await mailWorld()
  ready(world, at)
  const lead = await who(world, profile)
  const key = await world.queue({ leadId: lead, template: 'offer', hours: 'work' })
  expect(await world.story(lead)).toMatchObject([{ status: 'queued', reason, until: wanted, ...told }])
  expect(await leaves(world, key)).toBe(wanted)
  expect((await world.story(lead)).map((line) => line.status)).toEqual(['queued', 'sent'])
})

const RUSSIA: Holidays = { RU: { off: { '12-30 to 01-09': 'the long New Year' } } }

test('Russia from 30 December to 9 January: what is ready on the 29th after hours leaves on the 11th', async () => {
  const world = await mailWorld({ holidays: RUSSIA })
  ready(world, '2026-12-29T14:59:00Z')
  const lead = await who(world, { phone: '+74951234567' })
  const before = await world.queue({ leadId: lead, template: 'offer', hours: 'work' })
  expect(await leaves(world, before)).toBe('2026-12-29T14:59:00.000Z')
  ready(world, '2026-12-29T15:00:00Z')
  const after = await world.queue({ leadId: lead, template: 'offer', hours: 'work' })
  expect((await world.story(lead)).at(-1)).toEqual({
    message: after,
    template: 'offer',
    status: 'queued',
    reason: 'outside hours: the long New Year',
    until: '2027-01-11T06:00:00.000Z',
    zone: 'Europe/Moscow',
    zoneFrom: 'phone',
    holiday: 'the long New Year',
  })
  expect(await leaves(world, after)).toBe('2027-01-11T06:00:00.000Z')
})

test('a journey counts workdays by the holidays of the phone’s country and by our own', async () => {
  const steps = [send('offer' as never), wait('2 workdays'), send('hello' as never)]
  const plan = compile(
    sequence(
      'greet',
      { enter: on(fact('trial.case-opened')), topic: 'news' as never, hours: 'work' as never },
      steps,
    ),
  )
  const world = await mailWorld({ holidays: RUSSIA, plans: [plan] })
  const { store } = world
  ready(world, '2026-12-29T09:00:00Z')
  const lead = await who(world, { phone: '+74951234567' })
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const journey = await store.db.selectFrom('journeys').select('id').executeTakeFirstOrThrow()
  await journeyTurn(store, journey.id)
  await world.drain()
  const { wait_at } = await store.db.selectFrom('journeys').select('wait_at').executeTakeFirstOrThrow()
  expect(new Date(wait_at ?? 0).toISOString()).toBe('2027-01-12T09:00:00.000Z')
})

test('service mail to Russia leaves on New Year’s Day', async () => {
  const world = await mailWorld({ holidays: RUSSIA })
  ready(world, '2026-12-31T21:00:00Z')
  const key = await world.queue({
    leadId: await who(world, { country: 'RU' }),
    template: 'hello',
    hours: 'work',
  })
  expect(await leaves(world, key)).toBe('2026-12-31T21:00:00.000Z')
})

test('of whom nothing is known, the company’s clock and holidays count before ours', async () => {
  const world = await mailWorld({ holidays: RUSSIA })
  ready(world, '2026-12-29T16:30:00Z')
  const lead = await who(world, {}, { country: 'RU', fields: { region: 'Калининградская обл.' } })
  const alone = await who(world, {})
  const keys = [
    await world.queue({ leadId: lead, template: 'offer', hours: 'work' }),
    await world.queue({ leadId: alone, template: 'offer', hours: 'work' }),
  ]
  const [theirs, ours] = [await world.story(lead), await world.story(alone)]
  expect(theirs[0]).toMatchObject({ zone: 'Europe/Kaliningrad', zoneFrom: 'company' })
  expect(ours[0]).toMatchObject({ status: 'queued' })
  expect(ours[0]).not.toHaveProperty('zone')
  expect((await world.row(keys[0] ?? '')).due_at).toBe(Date.parse('2027-01-11T07:00:00Z'))
  expect((await world.row(keys[1] ?? '')).due_at).toBe(Date.parse('2026-12-29T16:30:00Z'))
})

test('quiet hours hold marketing mail of every sequence; a mail that was due before they began is told so by the claim', async () => {
  const quiet: Quiet[] = [{ from: '21:00', to: '08:00', days: [1, 2, 3, 4, 5, 6, 7] }]
  const world = await mailWorld({ quiet })
  ready(world, '2026-03-06T20:59:00Z')
  const lead = await who(world, { zone: 'UTC' })
  const key = await world.queue({ leadId: lead, template: 'offer' })
  ready(world, '2026-03-06T21:00:00Z')
  const answer = await world.queue({ leadId: lead, template: 'hello' })
  await world.drain()
  expect((await world.row(answer)).status).toBe('sent')
  expect((await world.story(lead)).find((line) => line.status === 'later')).toMatchObject({
    message: key,
    reason: 'quiet hours',
    until: '2026-03-07T08:00:00.000Z',
    zone: 'UTC',
    zoneFrom: 'profile',
  })
  expect(await leaves(world, key)).toBe('2026-03-07T08:00:00.000Z')
})

test('a mail whose hours open after it expires lapses at its expiry, and says what it waited for', async () => {
  const world = await mailWorld()
  ready(world, '2026-03-06T18:30:00Z')
  const lead = await who(world, { zone: 'UTC' })
  const expiresAt = Date.parse('2026-03-07T18:30:00Z')
  const key = await world.queue({ leadId: lead, template: 'offer', hours: 'work', expiresAt })
  expect((await world.story(lead))[0]).toMatchObject({ status: 'queued', until: '2026-03-07T18:30:00.000Z' })
  await leaves(world, key)
  expect(await world.row(key)).toMatchObject({
    status: 'skipped',
    reason: 'expired: waited for its hours',
    left_at: expiresAt,
  })
})

test('mail waits for a consent that is still to be confirmed, and is skipped when nobody confirms it', async () => {
  const world = await mailWorld()
  const lead = await world.lead({ consent: false })
  const now = world.store.clock.read()
  const until = now + 7 * 24 * 3_600_000
  await world.store.db
    .insertInto('consent_asks')
    .values({
      lead_id: lead,
      boxes: json([{ purpose: 'marketing', topic: null, text: 'yes', version: '1' }]),
      source: 'form',
      form: 'tender',
      message_key: null,
      asked_at: instant(now),
      expires_at: instant(until),
    })
    .execute()
  const key = await world.queue({ leadId: lead, template: 'offer' })
  const { sleepMs } = await world.drain()
  expect(await world.row(key)).toMatchObject({
    status: 'queued',
    reason: 'waits for confirmation',
    due_at: until,
  })
  world.store.clock.advance(sleepMs ?? 0)
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'skipped', reason: 'no consent', left_at: until })
})
