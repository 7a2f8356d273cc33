import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { beginMail } from '../../mail/begin.ts'
import { claimMail } from '../../mail/claim.ts'
import { drainLane } from '../../mail/drain.ts'
import { takeUpLeft } from '../../mail/leases.ts'
import { writeLetter } from '../../mail/letter.ts'
import { settleMail } from '../../mail/settle.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { until } from '../harness/until.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'
import { stageServer } from './stage-server.ts'

const leaseEnds = (world: MailWorld, seconds: number) =>
  sql`update messages set lease_until = clock_timestamp() + make_interval(secs => ${seconds}::int)
    where lease_until is not null`.execute(world.store.db)

/** A mail that somebody began to send. */
async function begunMail(template: 'hello' | 'offer') {
  const world = await mailWorld()
  const lead = await world.lead()
  const key = await world.queue({ leadId: lead, template })
  const { claimId, mails } = await claimMail(world.store, 'default')
  const [mail] = mails
  if (!mail) throw new Error('nothing was claimed')
  const letter = await writeLetter(world.store.db, mail, { base: world.deps.config, now: 0 })
  await beginMail(world.store, { begins: [{ mail, claimId, letter }] }, world.store.clock.read())
  const says = (delivery: Parameters<typeof settleMail>[1][number] & object) =>
    settleMail(world.store, [delivery])
  const note = (by = claimId) =>
    beginMail(world.store, { begins: [], took: [{ key, claimId: by }] }, world.store.clock.read())
  const about = { key, leadId: lead, claimId }
  return { world, lead, key, about, says, note }
}

/** One whose holder was taken for dead meanwhile, because its lease was over. */
async function givenUp(template: 'hello' | 'offer') {
  const begun = await begunMail(template)
  await leaseEnds(begun.world, -1)
  await takeUpLeft(begun.world.store, 'default')
  return begun
}

test('a holder that lives keeps its mail, however long the server takes', async () => {
  const world = await mailWorld()
  const server = await stageServer()
  server.silentAt = 'dot'
  const key = await world.queue({ leadId: await world.lead(), template: 'offer' })
  const transport = smtpTransport(server.url)
  const draining = drainLane({ ...world.deps, transport }, 'default')
  await until(() => server.reached === 1, { what: 'the server to have all of it' })
  await leaseEnds(world, 8)
  const renewed = async () => {
    const { rows } = await sql<{ ms: number }>`select
      extract(epoch from lease_until - clock_timestamp())::float8 * 1000 as ms from messages`.execute(
      world.store.db,
    )
    return (rows[0]?.ms ?? 0) > 12_000
  }
  await until(renewed, { what: 'the lease to be renewed' })
  await takeUpLeft(world.store, 'default')
  expect((await world.row(key)).status).toBe('sending')
  await transport.close()
  await draining
  expect(await world.row(key)).toMatchObject({
    status: 'unknown',
    reason: 'the server took all of it and did not answer',
  })
})

test('a lease that is not over is nobody else’s to settle', async () => {
  const { world, about, key } = await givenUp('offer')
  await sql`update messages set status = 'sending', lease_until = clock_timestamp() + interval '1 hour'`.execute(
    world.store.db,
  )
  await settleMail(world.store, [{ ...about, left: true, delivery: { end: 'broken', offered: 'whole' } }])
  expect((await world.row(key)).status).toBe('sending')
})

test('who was taken for dead and knows that the server took the mail is heard: a service mail does not go again', async () => {
  const { world, lead, key, about, says } = await givenUp('hello')
  expect(await world.row(key)).toMatchObject({ status: 'retry' })
  await says({ ...about, delivery: { end: 'accepted', code: 250, text: '250 ok' } })
  expect(await world.row(key)).toMatchObject({ status: 'sent', claim_id: null })
  world.store.clock.advance(24 * 60 * 60_000)
  expect(await world.drain()).toEqual({ sleepMs: null })
  expect(await world.received()).toEqual([])
  expect((await world.story(lead)).map((line) => line.status)).toEqual(['queued', 'unknown', 'sent'])
})

test('who was taken for dead and knows as little as everybody changes nothing', async () => {
  for (const [template, status] of [
    ['offer', 'unknown'],
    ['hello', 'retry'],
  ] as const) {
    const { world, key, about, says } = await givenUp(template)
    const before = await world.row(key)
    await says({ ...about, delivery: { end: 'broken', offered: 'whole' } })
    expect(await world.row(key)).toEqual(before)
    expect(before).toMatchObject({ status, reason: expect.stringMatching(/^the worker stopped/) })
  }
})

test('once somebody else has taken the mail up, the one before has no say', async () => {
  const { world, key, about, says } = await givenUp('hello')
  world.store.clock.advance(60 * 60_000)
  const { claimId } = await claimMail(world.store, 'default')
  await says({
    ...about,
    delivery: { end: 'refused', code: 550, text: '550 5.1.1 nobody', offered: 'whole' },
  })
  expect(await world.row(key)).toMatchObject({ status: 'claimed', claim_id: claimId })
})

test('what its holder noted as taken is sent, once, however late the holder says so itself', async () => {
  const { world, lead, key, about, says, note } = await begunMail('offer')
  await note()
  expect(await world.row(key)).toMatchObject({ status: 'sending', taken_at: world.store.clock.read() })
  await leaseEnds(world, -1)
  await takeUpLeft(world.store, 'default')
  expect(await world.row(key)).toMatchObject({ status: 'sent', taken_at: null, claim_id: null })
  await says({ ...about, delivery: { end: 'accepted', code: 250, text: '250 ok' } })
  expect((await world.story(lead)).map((line) => line.status)).toEqual(['queued', 'sent'])
  const facts = await world.store.db.selectFrom('facts').select('type').where('lead_id', '=', lead).execute()
  expect(facts).toEqual([{ type: 'email.sent' }])
})

test('a note counts only from whoever has the mail, and only while it is being sent', async () => {
  const other = await begunMail('offer')
  await other.note('00000000-0000-4000-8000-000000000000')
  expect((await other.world.row(other.key)).taken_at).toBeNull()
  const late = await givenUp('offer')
  const before = await late.world.row(late.key)
  await late.note()
  expect(await late.world.row(late.key)).toEqual(before)
})

test('a holder whose lease ran out while it lived: what became of its mail is written once', async () => {
  const { world, lead, key, about, says, note } = await begunMail('offer')
  await leaseEnds(world, -1)
  const delivery = { end: 'accepted', code: 250, text: '250 ok' } as const
  await Promise.all([takeUpLeft(world.store, 'default'), note(), says({ ...about, delivery })])
  // Given up first, or noted first, or settled first: its holder is heard in each case.
  expect((await world.row(key)).status).toBe('sent')
  expect((await world.story(lead)).filter((line) => line.status === 'sent')).toHaveLength(1)
})
