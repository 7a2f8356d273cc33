import { expect, test } from 'vitest'
import { beginMail } from '../../mail/begin.ts'
import { claimMail } from '../../mail/claim.ts'
import { writeLetter } from '../../mail/letter.ts'
import { settleMail } from '../../mail/settle.ts'
import { stillWanted } from '../../mail/still-wanted.ts'
import { recordFact } from '../../store/facts/record.ts'
import { inMoment } from '../../store/moment.ts'
import { suppress } from '../../store/suppressions.ts'
import { lockLead } from '../../store/transact.ts'
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
  return { world, lead, key, mail, begin, skip }
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
