import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cap } from '../../core/release/release.ts'
import { addDuration } from '../../core/time/duration.ts'
import { claimMail } from '../../mail/claim.ts'
import { instant, json } from '../../store/database.ts'
import { MONDAY } from '../harness/store.ts'
import { mailWorld } from './mail-world.ts'

const HOUR = 3_600_000
const CAPS: Cap[] = [
  { mails: 1, per: '1 day' },
  { mails: 2, per: '3 days', over: 'account' },
]
const LANES = ['default', 'second']
// The same mails in every run, others by SEED.
const seed = Number(process.env.SEED ?? 20260302)

test('random mails of two companies, in two lanes: never more than the caps, and in a lane the best first', async () => {
  const world = await mailWorld({ caps: CAPS })
  const { db, clock } = world.store
  await db.insertInto('lanes').values({ name: 'second' }).execute()
  const company = async () => {
    const values = { fields: json({}), created_at: instant(MONDAY) }
    return (await db.insertInto('accounts').values(values).returning('id').executeTakeFirstOrThrow()).id
  }
  const accounts = [await company(), await company()]
  const people: { id: string; account: string }[] = []
  for (let n = 0; n < 5; n++) {
    const [id, account] = [await world.lead(), accounts[n % 2] ?? '']
    await db.updateTable('leads').set({ account_id: account }).where('id', '=', id).execute()
    people.push({ id, account })
  }
  const mail = fc.record({
    who: fc.integer({ min: 0, max: people.length - 1 }),
    lane: fc.constantFrom(...LANES),
    priority: fc.integer({ min: 1, max: 3 }),
    ready: fc.integer({ min: 0, max: 5 * 24 }),
    lives: fc.option(fc.integer({ min: 1, max: 8 * 24 })),
  })
  const wanted = fc.sample(fc.array(mail, { minLength: 45, maxLength: 45 }), { numRuns: 1, seed })[0] ?? []
  for (const { who, lane, priority, ready, lives } of wanted) {
    const at = MONDAY + ready * HOUR
    const expiresAt = lives === null ? null : at + lives * HOUR
    const key = await world.queue({ leadId: people[who]?.id ?? '', template: 'offer', priority, expiresAt })
    await db
      .updateTable('messages')
      .set({ lane, due_at: instant(at) })
      .where('key', '=', key)
      .execute()
  }
  const open = () =>
    db
      .selectFrom('messages')
      .select(['key', 'lane', 'lead_id', 'priority', 'expires_at', 'due_at'])
      .where('status', '=', 'queued')
      .orderBy('due_at')
      .execute()
  for (let waiting = await open(); waiting[0]; waiting = await open()) {
    const now = Math.max(clock.read(), waiting[0].due_at)
    clock.set(now)
    for (const lane of LANES) {
      const due = waiting.filter((one) => one.lane === lane && one.due_at <= now)
      const { mails } = await claimMail(world.store, lane)
      const keys = mails.map(({ message }) => message.key)
      for (const { message } of mails) {
        const others = due.filter((one) => one.lead_id === message.lead_id && !keys.includes(one.key))
        for (const other of others) {
          if (other.expires_at !== null && other.expires_at <= now) continue
          const better = message.priority - other.priority
          const sooner = (message.expires_at ?? Infinity) <= (other.expires_at ?? Infinity)
          expect(better > 0 || (better === 0 && sooner)).toBe(true)
        }
      }
      if (keys.length === 0) continue
      const left = { status: 'sent' as const, left_at: instant(now) }
      await db.updateTable('messages').set(left).where('key', 'in', keys).execute()
    }
  }
  const rows = await db.selectFrom('messages').select(['status', 'reason', 'lead_id', 'left_at']).execute()
  const sent = rows.filter((row) => row.status === 'sent')
  const accountOf = (lead: string | null) => people.find((one) => one.id === lead)?.account
  for (const { mails, per, over } of CAPS) {
    for (const one of sent) {
      const end = addDuration(one.left_at ?? 0, per, { zone: 'UTC', country: null })
      const same = sent.filter((other) =>
        over === 'account'
          ? accountOf(other.lead_id) === accountOf(one.lead_id)
          : other.lead_id === one.lead_id,
      )
      const within = same.filter(
        ({ left_at }) => (left_at ?? 0) >= (one.left_at ?? 0) && (left_at ?? 0) < end,
      )
      expect(within.length).toBeLessThanOrEqual(mails)
    }
  }
  const lapsed = rows.filter((row) => row.status !== 'sent')
  expect(lapsed.every((row) => row.reason === 'expired: waited for a slot')).toBe(true)
  expect([sent.length, lapsed.length].every((n) => n > 5)).toBe(true)
})
