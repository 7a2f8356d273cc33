import { expect, test } from 'vitest'
import { claimMail } from '../../mail/claim.ts'
import { letGoOfMail } from '../../store/lanes/let-go.ts'
import { listPauses, pauseMail, resumeMail } from '../../store/lanes/pauses.ts'
import { unsubscribe } from '../../store/mail-choices.ts'
import { savePreferences } from '../../store/preferences.ts'
import { mailWorld, type MailWorld } from '../mail/mail-world.ts'
import { atOnce, together } from './at-once.ts'

const ROUNDS = 6
const NEWS = { scope: 'topic', name: 'news' } as const

/** So many mails of marketing to one reader each. */
async function queued({ lead, queue }: MailWorld, count: number) {
  const mails = []
  for (let n = 0; n < count; n++) {
    const leadId = await lead()
    mails.push({ leadId, key: await queue({ leadId, template: 'offer', topic: 'news' }) })
  }
  return mails
}

test('whoever says no while mail is claimed and sent gets what had begun, or none, and the ledger says which', async () => {
  const w = await mailWorld()
  for (let round = 0; round < ROUNDS; round++) {
    const mails = await queued(w, 3)
    const said = await atOnce([
      ...Array.from({ length: 3 }, () => () => w.drain()),
      ...mails.map(
        ({ key }) =>
          () =>
            unsubscribe(w.store, key, { all: round % 2 === 0, source: 'test' }),
      ),
      ...mails.map(
        ({ key }) =>
          () =>
            unsubscribe(w.store, key, { all: round % 2 === 0, source: 'test' }),
      ),
    ])
    expect(new Set(said)).toEqual(new Set(['done']))
    await w.drain()
    for (const { leadId, key } of mails) {
      const { status } = await w.row(key)
      expect(['sent', 'skipped']).toContain(status)
      const { email } = await w.store.db
        .selectFrom('leads')
        .select('email')
        .where('id', '=', leadId)
        .executeTakeFirstOrThrow()
      expect(await w.received(email ?? '')).toHaveLength(status === 'sent' ? 1 : 0)
      const facts = await w.store.db
        .selectFrom('facts')
        .select('type')
        .where('lead_id', '=', leadId)
        .execute()
      expect(facts.filter(({ type }) => type === 'email.unsubscribed')).toHaveLength(1)
      // What comes after the no never goes.
      const again = await w.queue({ leadId, template: 'offer', topic: 'news' })
      await w.drain()
      expect(await w.row(again)).toMatchObject({ status: 'skipped' })
    }
  }
})

test('mail that is paused and resumed by several at once is held as long as it is paused, and then goes once', async () => {
  const w = await mailWorld()
  for (let round = 0; round < ROUNDS; round++) {
    const mails = await queued(w, 3)
    const by = { by: 'test', why: 'a talk' }
    const said = await atOnce([
      () => pauseMail(w.store, NEWS, by),
      () => claimMail(w.store, 'default').then(({ claimId }) => giveBack(w, claimId)),
      () => resumeMail(w.store, NEWS, by),
      () => pauseMail(w.store, NEWS, by),
      () => resumeMail(w.store, NEWS, by),
    ])
    expect(new Set(said)).toEqual(new Set(['done']))
    const paused = (await listPauses(w.store.db)).length
    await together(() => letGoOfMail(w.store))
    await w.drain()
    for (const { key } of mails) expect((await w.row(key)).status).toBe(paused ? 'queued' : 'sent')
    await resumeMail(w.store, NEWS, by)
    await together(() => letGoOfMail(w.store))
    await w.drain()
    for (const { key } of mails) expect(await w.row(key)).toMatchObject({ status: 'sent', held_since: null })
  }
  expect(await w.received()).toHaveLength(ROUNDS * 3)
})

test('choices that six send at once are one consent and one fact', async () => {
  const w = await mailWorld()
  for (let round = 0; round < ROUNDS; round++) {
    const leadId = await w.lead({ consent: false })
    await together(() =>
      savePreferences(w.store, leadId, {
        ...{ wanted: new Set(['news']), shown: new Set<string>(), message: null, source: 'test' },
        textOf: () => 'Yes, send me news',
      }),
    )
    const consents = await w.store.db
      .selectFrom('consents')
      .select('given')
      .where('lead_id', '=', leadId)
      .execute()
    expect(consents).toEqual([{ given: true }])
    const facts = await w.store.db
      .selectFrom('facts')
      .select('type')
      .where('lead_id', '=', leadId)
      .orderBy('id')
      .execute()
    expect(facts.map(({ type }) => type)).toEqual(['consent.given', 'preferences.changed'])
  }
})

/** As if whoever claimed it had died: it may be claimed again. */
const giveBack = ({ store }: MailWorld, claim: string) =>
  store.db
    .updateTable('messages')
    .set({ status: 'queued', claim_id: null, lease_until: null })
    .where('claim_id', '=', claim)
    .execute()
