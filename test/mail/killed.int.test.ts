import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { testMail } from '../harness/mail.ts'
import { until } from '../harness/until.ts'
import { mailWorld } from './mail-world.ts'

const MAILS = 150
const KILLS = 4
/** Those of the holder. */
const LINES = 5

test('a holder killed again and again: nobody is mailed twice, and nothing is silently lost', async () => {
  const world = await mailWorld()
  const mail = await testMail()
  for (let n = 0; n < MAILS; n++) await world.queue({ leadId: await world.lead(), template: 'offer' })
  const done = async () => {
    const rows = await world.store.db
      .selectFrom('messages')
      .select(['status', sql<number>`count(*)::int`.as('n')])
      .groupBy('status')
      .execute()
    return Object.fromEntries(rows.map((row) => [row.status, row.n]))
  }
  // Machine time goes on to where the leases of the dead are over.
  const leasesOver = () =>
    sql`update messages set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null`.execute(
      world.store.db,
    )
  for (let kills = 0; kills < KILLS; kills++) {
    const before = mail.received.length
    const args = [
      join(import.meta.dirname, 'killed-holder.ts'),
      '--database',
      world.store.url,
      '--smtp',
      mail.url,
    ]
    const holder = spawn(process.execPath, args, { stdio: 'ignore' })
    await until(
      async () => mail.received.length >= Math.min(MAILS, before + 20) || mail.received.length >= MAILS - 20,
      { what: 'mail to arrive' },
    )
    const gone = once(holder, 'exit')
    holder.kill('SIGKILL')
    await gone
    await leasesOver()
  }
  world.store.clock.set('2040-01-01T00:00:00Z')
  const transport = smtpTransport(mail.url)
  // What the dead had asked of the database may still be done after them.
  const ends = await until(
    async () => {
      await leasesOver()
      await drainLane({ ...world.deps, transport }, 'default')
      const now = await done()
      return now.claimed || now.sending || now.queued || now.retry ? null : now
    },
    { what: 'all mail to come to its end' },
  )
  await transport.close()
  const ids = mail.received.map((one) => one.mail.messageId)
  expect(new Set(ids).size).toBe(ids.length)
  expect((ends.sent ?? 0) + (ends.unknown ?? 0)).toBe(MAILS)
  expect(ends.unknown ?? 0).toBeLessThanOrEqual(KILLS * LINES)
  const sent = await world.store.db
    .selectFrom('messages')
    .select('message_id')
    .where('status', '=', 'sent')
    .execute()
  for (const { message_id } of sent) expect(ids).toContain(message_id)
})
