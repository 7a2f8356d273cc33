import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { findings } from '../../cli/doctor/findings.ts'
import { mailWorld } from '../mail/mail-world.ts'

test('mail that may have arrived is told apart from mail that failed', async () => {
  const world = await mailWorld()
  const { db } = world.store
  for (const status of ['failed', 'unknown', 'unknown'] as const) {
    const key = await world.queue({ leadId: await world.lead(), template: 'hello' })
    const reason = status === 'failed' ? 'given up after four days' : 'nobody knows'
    // Doctor asks by the clock of the database.
    const queued_at = sql<Date>`business_now()`
    await db.updateTable('messages').set({ status, reason, queued_at }).where('key', '=', key).execute()
  }
  const told = (await findings(db)).filter(({ name }) => name === 'hello')
  expect(told.map(({ what, times }) => [what, times])).toEqual([
    ['mail failed', 1],
    ['mail unknown', 2],
  ])
  expect(told[1]?.advice).toContain('may have arrived')
})

test('an erasure that does not end is told after an hour', async () => {
  const { store } = await mailWorld()
  const begun = (ago: string) =>
    sql`insert into erasures (asked_at, by, begun_at) values (now(), 'test', clock_timestamp() - ${ago}::interval)`.execute(
      store.db,
    )
  await begun('59 minutes')
  expect((await findings(store.db)).filter(({ what }) => what === 'erasure running')).toEqual([])
  await begun('61 minutes')
  expect((await findings(store.db)).filter(({ what }) => what === 'erasure running')).toHaveLength(1)
})
