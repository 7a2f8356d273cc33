import { send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../../core/plan/compile.ts'
import { instant } from '../../../store/database.ts'
import { eraseBehind } from '../../../store/erasure/behind.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { readReceipt } from '../../../store/erasure/receipt.ts'
import { startJourney } from '../../../store/journeys/control.ts'
import { until } from '../../harness/until.ts'
import { flow } from '../../harness/flow.ts'
import { publishedRelease } from '../../harness/release.ts'
import { MONDAY } from '../../harness/store.ts'
import { template } from '../../mail/mail-world.ts'
import { dataFolder } from './erasing.ts'

const DAY = 86_400_000

test('erased while the real workflow sleeps: it completes, holds no person, and no mail leaves after', async () => {
  const { env, clock, store, settle } = await flow({ start: MONDAY, mail: true })
  const plan = compile(sequence('slow', { topic: 'news' }, [send('hello'), wait('30 days'), send('more')]))
  await publishedRelease(store, {
    plans: [plan],
    compiledTemplates: [await template('hello'), await template('more')],
  })
  const now = instant(await clock.now(store.db))
  const { id: lead } = await store.db
    .insertInto('leads')
    .values({ name: 'Anna Berg', email: 'anna.berg@mill.example', created_at: now, updated_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id } = (await startJourney(store, { sequence: 'slow', lead })) as { id: string }
  await settle()
  await env.sleep(DAY)
  const left = async () => {
    const rows = await store.db.selectFrom('messages').select('status').where('lead_id', '=', lead).execute()
    return rows.map(({ status }) => status)
  }
  expect(await left()).toEqual(['sent'])

  const erasure = await erase(store, { lead }, { actor: 'test' })
  await settle()
  const handle = env.client.workflow.getHandle(`journey/${id}`)
  await until(async () => (await handle.describe()).status.name === 'COMPLETED', {
    what: 'the workflow to complete',
  })
  expect(JSON.stringify(await handle.fetchHistory())).not.toMatch(/anna|berg/i)
  await eraseBehind(store, { dataDir: await dataFolder() })
  expect((await readReceipt(store.db, erasure.id)).state).toBe('done')
  await env.sleep(40 * DAY)
  await settle()
  expect(await left()).toEqual(['sent'])
})
