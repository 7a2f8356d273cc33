import '../harness/trial-facts.ts'
import { type Cap, fact, on, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { instant, json } from '../../store/database.ts'
import { claimMail } from '../../mail/claim.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { MONDAY } from '../harness/store.ts'
import { mailWorld, template, type MailWorld } from './mail-world.ts'

const DAY = 24 * 3_600_000
const DAILY: Cap[] = [{ mails: 1, per: '1 day' }]

/** What the ledger says of these mails: what became of each, and when it left or is looked at again. */
const fates = async (world: MailWorld, keys: string[]) =>
  Promise.all(
    keys.map(async (key) => {
      const { status, left_at, due_at, reason } = await world.row(key)
      const at = new Date(left_at ?? due_at).toISOString().slice(0, 16)
      return [status, at, reason].filter((each) => each !== null).join(' ')
    }),
  )

/** Runs the lane at each instant at which it has work, up to this one. */
async function until(world: MailWorld, end: string): Promise<void> {
  const { clock } = world.store
  for (let n = 0; n < 200; n++) {
    const { sleepMs } = await world.drain()
    if (sleepMs === null || clock.read() + sleepMs > Date.parse(end)) break
    clock.advance(sleepMs)
  }
  clock.set(end)
}

async function colleagues(world: MailWorld, n: number): Promise<string[]> {
  const { id } = await world.store.db
    .insertInto('accounts')
    .values({ fields: json({}), created_at: instant(MONDAY) })
    .returning('id')
    .executeTakeFirstOrThrow()
  const leads = []
  for (let each = 0; each < n; each++) leads.push(await world.lead())
  await world.store.db.updateTable('leads').set({ account_id: id }).where('id', 'in', leads).execute()
  return leads
}

const steps = (name: string) => [send(name as never), wait('2 days'), send('play/end' as never)]
const enter = on(fact('trial.case-opened'))
const breakfast = sequence(
  'breakfast',
  { enter, topic: 'news' as never, priority: 8 },
  steps('play/breakfast'),
)
const nurture = sequence('nurture', { enter, topic: 'news' as never, priority: 3 }, steps('play/nurture'))

test('two journeys compete for one slot: the more important mail leaves, the other a day later, and both say so', async () => {
  const compiledTemplates = await Promise.all(
    ['play/breakfast', 'play/nurture', 'play/end'].map((name) => template(name, { kind: 'marketing' })),
  )
  const world = await mailWorld({
    caps: DAILY,
    compiledTemplates,
    plans: [compile(nurture), compile(breakfast)],
  })
  const { store } = world
  const lead = await world.lead()
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const journeys = async () => {
    const rows = await store.db
      .selectFrom('journeys')
      .select(['id', 'sequence', 'wait_at', 'wake_at'])
      .execute()
    return rows.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1))
  }
  const turns = async () => {
    for (const { id } of await journeys()) await journeyTurn(store, id)
  }
  await turns()
  await world.drain()
  await turns()
  const lines = await store.db
    .selectFrom('journal')
    .select(['at', 'data'])
    .where('lead_id', '=', lead)
    .where('kind', '=', 'mail')
    .orderBy('id')
    .execute()
  const said = lines
    .map(({ at, data }) =>
      [new Date(at).toISOString().slice(0, 16), data.template, data.status, data.reason, data.until]
        .filter(Boolean)
        .join(' '),
    )
    .toSorted()
  expect(said).toEqual([
    '2026-03-02T09:00 play/breakfast queued',
    '2026-03-02T09:00 play/breakfast sent',
    "2026-03-02T09:00 play/nurture later cap reached: one mail a day; 'play/breakfast' took it 2026-03-03T09:00:00.000Z",
    '2026-03-02T09:00 play/nurture queued',
  ])
  // Time after mail counts from when it leaves (rule 9): the second journey's wait moved with its mail.
  expect((await journeys()).map((one) => [one.sequence, one.wait_at])).toEqual([
    ['breakfast', Date.parse('2026-03-04T09:00:00Z')],
    ['nurture', Date.parse('2026-03-05T09:00:00Z')],
  ])
  store.clock.set('2026-03-03T08:59:00Z')
  await world.drain()
  expect(await world.received()).toHaveLength(1)
  store.clock.set('2026-03-03T09:00:00Z')
  await world.drain()
  const sent = await store.db.selectFrom('messages').select(['template', 'status', 'left_at']).execute()
  expect(sent.find((row) => row.template === 'play/nurture')).toMatchObject({
    status: 'sent',
    left_at: Date.parse('2026-03-03T09:00:00Z'),
  })
})

test('a better mail that becomes due while another waits takes the slot when it opens', async () => {
  const world = await mailWorld({ caps: DAILY })
  const leadId = await world.lead()
  const first = await world.queue({ leadId, template: 'offer' })
  await until(world, '2026-03-02T10:00:00Z')
  const waits = await world.queue({ leadId, template: 'offer', priority: 2 })
  await until(world, '2026-03-02T15:00:00Z')
  const better = await world.queue({ leadId, template: 'offer', priority: 7 })
  await until(world, '2026-03-10T00:00:00Z')
  expect(await fates(world, [first, better, waits])).toEqual([
    'sent 2026-03-02T09:00',
    'sent 2026-03-03T09:00',
    'sent 2026-03-04T09:00',
  ])
})

test('among equals what expires first goes first; what expires before there is room lapses for the slot', async () => {
  const world = await mailWorld({ caps: DAILY })
  const leadId = await world.lead()
  const mail = (expiresAt: number | null) => world.queue({ leadId, template: 'offer', expiresAt })
  const keys = [
    await mail(null),
    await mail(MONDAY + 5 * DAY),
    await mail(MONDAY + 2 * DAY),
    await mail(MONDAY + DAY / 2),
    await mail(MONDAY + DAY / 4),
  ]
  await until(world, '2026-03-10T00:00:00Z')
  expect(await fates(world, keys)).toEqual([
    'sent 2026-03-05T09:00',
    'sent 2026-03-04T09:00',
    'sent 2026-03-03T09:00',
    'skipped 2026-03-02T21:00 expired: waited for a slot',
    'sent 2026-03-02T09:00',
  ])
  const lapsed = (await world.story(leadId)).filter((line) => line.message === keys[3])
  expect(
    lapsed.map(({ status, reason }) => `${String(status)}: ${(reason as string | undefined) ?? ''}`),
  ).toEqual([
    'queued: ',
    "later: cap reached: one mail a day; 'offer' took it",
    'skipped: expired: waited for a slot',
  ])
})

test('a cap of the company counts its people together, and the best of all of them goes first', async () => {
  const world = await mailWorld({ caps: [{ mails: 1, per: '1 day', over: 'account' }] })
  const [anna = '', boris = ''] = await colleagues(world, 2)
  const alone = await world.lead()
  const keys = [
    await world.queue({ leadId: anna, template: 'offer', priority: 3 }),
    await world.queue({ leadId: boris, template: 'offer', priority: 6 }),
    await world.queue({ leadId: alone, template: 'offer', priority: 1 }),
    await world.queue({ leadId: anna, template: 'hello' }),
  ]
  await world.drain()
  expect(await fates(world, keys)).toEqual([
    "queued 2026-03-03T09:00 cap reached: one mail a day for the company; 'offer' took it",
    'sent 2026-03-02T09:00',
    'sent 2026-03-02T09:00',
    'sent 2026-03-02T09:00',
  ])
})

test('two lanes at once never send a company more than its cap', async () => {
  const world = await mailWorld({ caps: [{ mails: 2, per: '1 day', over: 'account' }] })
  const { db } = world.store
  await db
    .insertInto('lanes')
    .values({ name: 'other' })
    .onConflict((one) => one.doNothing())
    .execute()
  const people = await colleagues(world, 12)
  const keys = []
  for (const leadId of people) keys.push(await world.queue({ leadId, template: 'offer' }))
  await db
    .updateTable('messages')
    .set({ lane: 'other' })
    .where(
      'key',
      'in',
      keys.filter((_, n) => n % 2 === 0),
    )
    .execute()
  await Promise.all([world.drain(), world.drain('other')])
  const sent = await db.selectFrom('messages').select('key').where('status', '=', 'sent').execute()
  expect(sent).toHaveLength(2)
  expect(await world.received()).toHaveLength(2)
})

test('while somebody works on a company, its mail is left alone and that of others goes', async () => {
  const world = await mailWorld({ caps: [{ mails: 1, per: '1 day', over: 'account' }] })
  const { db } = world.store
  const [anna = ''] = await colleagues(world, 1)
  const alone = await world.lead()
  const keys = [
    await world.queue({ leadId: anna, template: 'offer' }),
    await world.queue({ leadId: alone, template: 'offer' }),
  ]
  const claimed = async () =>
    (await claimMail(world.store, 'default')).mails.map(({ message }) => message.key)
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('accounts').select('id').forNoKeyUpdate().execute()
    expect(await claimed()).toEqual([keys[1]])
  })
  expect(await claimed()).toEqual([keys[0]])
})

test('who asked for fewer gets one mail in two weeks, or what marketing names', async () => {
  const world = await mailWorld({ caps: DAILY })
  const leadId = await world.lead()
  await world.store.db.updateTable('leads').set({ mail_pace: 'fewer' }).where('id', '=', leadId).execute()
  const keys = [
    await world.queue({ leadId, template: 'offer' }),
    await world.queue({ leadId, template: 'offer' }),
  ].toSorted()
  await world.drain()
  expect(await fates(world, keys)).toEqual([
    'sent 2026-03-02T09:00',
    "queued 2026-03-16T09:00 cap reached: one mail in 2 weeks, as the lead asked for fewer; 'offer' took it",
  ])
})

test('a mail of which nobody knows whether it arrived has taken its slot', async () => {
  const world = await mailWorld({ caps: DAILY })
  const leadId = await world.lead()
  const [unknown, waits] = [
    await world.queue({ leadId, template: 'offer', priority: 9 }),
    await world.queue({ leadId, template: 'offer' }),
  ]
  await world.store.db
    .updateTable('messages')
    .set({ status: 'unknown', left_at: instant(MONDAY), unknown_at: instant(MONDAY) })
    .where('key', '=', unknown)
    .execute()
  await world.drain()
  expect(await fates(world, [waits])).toEqual([
    "queued 2026-03-03T09:00 cap reached: one mail a day; 'offer' took it",
  ])
})

test('among many due mails the better one of a lead goes first, however late it was picked', async () => {
  const world = await mailWorld({ caps: DAILY })
  const many = 210
  const leads = []
  for (let n = 0; n < many; n++) leads.push(await world.lead())
  const values = leads.map((leadId, n) => ({
    key: `bulk${String(n).padStart(28, '0')}`,
    lead_id: leadId,
    source: 'test',
    template: 'offer',
    kind: 'marketing' as const,
    topic: 'news',
    queued_at: instant(MONDAY),
    due_at: instant(MONDAY - n - 1),
    status: 'queued' as const,
  }))
  // Due last of all, so that no first batch holds it; it expires, so that it is the better one.
  const [first = ''] = leads.slice(-1)
  const better = {
    ...values[0],
    key: 'better'.padEnd(32, '0'),
    lead_id: first,
    due_at: instant(MONDAY),
    expires_at: instant(MONDAY + DAY),
  }
  await world.store.db
    .insertInto('messages')
    .values([...values, better as (typeof values)[number]])
    .execute()
  const { template_hash, lang, release_id } = await world.row(
    await world.queue({ leadId: await world.lead(), template: 'offer' }),
  )
  await world.store.db
    .updateTable('messages')
    .set({ template_hash, lang, release_id })
    .where('template_hash', 'is', null)
    .execute()
  await world.store.db.updateTable('lanes').set({ per_second: 5_000 }).execute()
  await world.drain()
  expect(await fates(world, [better.key, `bulk${String(many - 1).padStart(28, '0')}`])).toEqual([
    'sent 2026-03-02T09:00',
    "queued 2026-03-03T09:00 cap reached: one mail a day; 'offer' took it",
  ])
})
