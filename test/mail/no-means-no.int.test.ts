import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { beginMail } from '../../mail/begin.ts'
import { claimMail } from '../../mail/claim.ts'
import { writeLetter } from '../../mail/letter.ts'
import { settleMail } from '../../mail/settle.ts'
import { stillWanted } from '../../mail/still-wanted.ts'
import type { Tx } from '../../store/database.ts'
import { recordFact } from '../../store/facts/record.ts'
import { inMoment } from '../../store/moment.ts'
import { skipMail } from '../../store/skip-mail.ts'
import { suppress } from '../../store/suppressions.ts'
import { lockLead } from '../../store/transact.ts'
import { lockWaiters } from '../harness/lock-waiters.ts'
import { until } from '../harness/until.ts'
import { mailWorld, type MailWorld } from './mail-world.ts'

/** Longer ago than an answer is good for. */
const LONG_AGO = -10_000

async function claimed(template: string) {
  const world = await mailWorld()
  const lead = await world.lead({ email: 'anna@client.example' })
  const key = await world.queue({ leadId: lead, template })
  const claim = await claimMail(world.store, 'default')
  const [mail] = claim.mails
  if (!mail) throw new Error('nothing was claimed')
  const { claimId } = claim
  const begin = async () => {
    const letter = await writeLetter(world.store.db, mail, { base: world.deps.config, now: 0 })
    const [askedAt] = await beginMail(world.store, { begins: [{ mail, claimId, letter }] }, 0)
    return askedAt !== null
  }
  const skip = () => settleMail(world.store, [{ key, leadId: lead, claimId, skip: 'suppressed' }])
  return { world, lead, key, mail, claimId, begin, skip }
}

const withdraw = (world: MailWorld, lead: string) =>
  inMoment(
    world.store,
    (tx) => lockLead(tx, lead),
    (m) =>
      recordFact(m, {
        type: 'consent.withdrawn',
        leadId: lead,
        props: { purpose: 'marketing', source: 'test', text: 'no' },
      }),
  )
const refuse = (world: MailWorld, topic: string | null, leadId: string | null) =>
  inMoment(
    world.store,
    async () => null,
    (m) => suppress(m, { address: 'anna@client.example', topic, reason: 'test' }, leadId),
  )

test('consent withdrawn between claim and sending ends the mail: it never begins', async () => {
  const { world, lead, key, begin, skip } = await claimed('offer')
  await withdraw(world, lead)
  expect(await begin()).toBe(false)
  await skip()
  expect(await world.row(key)).toMatchObject({ status: 'skipped', reason: 'no consent', sending_at: null })
})

test('an address that somebody put on the list between claim and sending gets nothing', async () => {
  const { world, key, begin, skip } = await claimed('hello')
  await refuse(world, null, null)
  expect(await begin()).toBe(false)
  await skip()
  expect(await world.row(key)).toMatchObject({ status: 'skipped', reason: 'suppressed', sending_at: null })
})

test('a server that is slow to take the envelope does not carry an old yes past a new no', async () => {
  const { world, lead, mail, begin } = await claimed('offer')
  expect(await begin()).toBe(true)
  expect(await stillWanted(world.store, mail, LONG_AGO)).toBe(true)
  await refuse(world, 'news', lead)
  expect(await stillWanted(world.store, mail, LONG_AGO)).toBe(false)
})

test('withdrawn consent is asked for once more too, and a refused topic leaves service mail alone', async () => {
  const offer = await claimed('offer')
  await withdraw(offer.world, offer.lead)
  expect(await stillWanted(offer.world.store, offer.mail, LONG_AGO)).toBe(false)
  const hello = await claimed('hello')
  await refuse(hello.world, 'news', hello.lead)
  expect(await stillWanted(hello.world.store, hello.mail, LONG_AGO)).toBe(true)
})

test('a claim that is over begins nothing', async () => {
  const { world, begin, key } = await claimed('hello')
  await world.store.db
    .updateTable('messages')
    .set({ status: 'retry', claim_id: null, lease_until: null })
    .where('key', '=', key)
    .execute()
  expect(await begin()).toBe(false)
})

test('a no that is being written while the mail is about to begin comes first', async () => {
  const { world, lead, key, begin } = await claimed('offer')
  const written = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  const skipping = inMoment(
    world.store,
    (tx) => lockLead(tx, lead),
    async (m) => {
      await skipMail(m, { leadId: lead, topic: null, kinds: ['marketing'] }, 'no consent')
      written.resolve()
      await goesOn.promise
    },
  )
  await written.promise
  const begun = begin()
  await until(async () => (await lockWaiters(world.store.db)) === 1, { what: 'the mail to wait for the no' })
  goesOn.resolve()
  await skipping
  expect(await begun).toBe(false)
  expect(await world.row(key)).toMatchObject({ status: 'skipped', sending_at: null, tries: 0 })
})

test('a lease that is being renewed while the mail is about to begin does not keep it', async () => {
  const { world, key, begin } = await claimed('offer')
  const renewed = Promise.withResolvers<void>()
  const goesOn = Promise.withResolvers<void>()
  const renewing = world.store.db.transaction().execute(async (tx) => {
    await sql`update messages set lease_until = clock_timestamp() + interval '20 seconds'`.execute(tx)
    renewed.resolve()
    await goesOn.promise
  })
  await renewed.promise
  const begun = begin()
  await until(async () => (await lockWaiters(world.store.db)) === 1, {
    what: 'the mail to wait for the lease',
  })
  goesOn.resolve()
  await renewing
  expect(await begun).toBe(true)
  expect(await world.row(key)).toMatchObject({ status: 'sending', tries: 1 })
})

test('a no that comes when the mail has begun leaves it to its holder', async () => {
  const { world, lead, key, begin } = await claimed('offer')
  expect(await begin()).toBe(true)
  await withdraw(world, lead)
  expect(await world.row(key)).toMatchObject({ status: 'sending' })
})

test('a mail begins, and is noted as taken, without any index being written', async () => {
  const { world, key, mail, claimId } = await claimed('offer')
  const letter = await writeLetter(world.store.db, mail, { base: world.deps.config, now: 0 })
  const written = await world.store.db.transaction().execute(async (tx) => {
    const store = { ...world.store, db: tx }
    const first = await updates(tx)
    await beginMail(store, { begins: [{ mail, claimId, letter }] }, 0)
    await beginMail(store, { begins: [], took: [{ key, claimId }] }, 0)
    const then = await updates(tx)
    return { all: then.all - first.all, inPlace: then.inPlace - first.inPlace }
  })
  expect(written).toEqual({ all: 2, inPlace: 2 })
})

async function updates(tx: Tx): Promise<{ all: number; inPlace: number }> {
  const { rows } = await sql<{ all: number; inPlace: number }>`select
    pg_stat_get_xact_tuples_updated('messages'::regclass) as all,
    pg_stat_get_xact_tuples_hot_updated('messages'::regclass) as "inPlace"`.execute(tx)
  return rows[0] ?? { all: 0, inPlace: 0 }
}
