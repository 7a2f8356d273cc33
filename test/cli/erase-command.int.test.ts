import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { readReceipt } from '../../store/erasure/receipt.ts'
import { upsertLead } from '../../store/leads.ts'
import { traces } from '../store/erasure/erasing.ts'
import { restoredCopy } from '../store/erasure/backup.ts'
import { erasureRounds } from '../../worker/erasure-rounds.ts'
import { startRounds } from '../../worker/rounds.ts'
import { afterwards } from '../harness/afterwards.ts'
import { until } from '../harness/until.ts'
import { kindling, running, type Running } from './running.ts'

let system: Running
beforeAll(async () => {
  system = await running()
  // The worker's rounds, as a worker has them.
  const more = erasureRounds(system.store, system.folder)
  afterwards(startRounds(system.store, { scale: 1, complain: () => undefined, more }))
})

const person = async (email: string, name: string, phone: string) =>
  (await upsertLead(system.store, { email, name, phone })).id

const erasing = (...args: string[]) => system.kindling('erase', ...args)

test('kindling erase takes a person out by address or id, and says what went', async () => {
  const lead = await person('anna.berg@mill.example', 'Anna Berg', '+79123456789')
  // On a slow machine the worker ends it after the command's patience: said again, it shows how far it is.
  const erased = await until(
    async () => {
      const called = await erasing('anna.berg@mill.example', '--why', 'asked by mail')
      expect([called.code, called.err]).toEqual([0, ''])
      return called.out.includes('1 record of this person erased') && called
    },
    { ms: 120_000, what: 'the receipt to be whole' },
  )
  expect(erased.out).toMatch(/ {2}lead_keys: 2\n/)
  expect(erased.out).not.toContain('anna')
  const again = (await erasing(lead, '--json')).json()
  expect(again).toMatchObject({ state: 'done', leads: [lead], why: 'asked by mail' })
  expect(erased.out).toContain(`receipt ${again.id}`)
  expect(await traces(system.store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
  const nobody = await erasing('nobody@nowhere.example')
  expect([nobody.code, nobody.out]).toEqual([0, expect.stringContaining('Nobody has this address')])
}, 180_000)

test('kindling erase --again does it once more in a database that was restored', async () => {
  const lead = await person('zoe.berg@mill.example', 'Zoe Berg', '+79129876543')
  const db = await restoredCopy(system.store.url)
  const { id } = (await erasing(lead, '--json')).json() as { id: string }
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db)
  const url = system.store.url.replace(/[^/]+$/, rows[0]?.name ?? '')
  const env = {
    KINDLING_DATA: system.folder,
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    KINDLING_SECRET: 'a secret of thirty-two letters or more',
  }
  const again = await kindling(['erase', '--again', '--json'], env)
  expect([again.code, again.out, again.err]).toEqual([0, expect.any(String), ''])
  expect(again.json()).toMatchObject({ again: 1, leads: 1, finished: 1 })
  expect((await readReceipt(db, id)).state).toBe('done')
  expect(await traces(db, ['zoe.berg', 'Zoe Berg'])).toEqual([])
}, 180_000)

test.each([
  [[], 2, 'Name a person by address or id'],
  [['+79123456789'], 2, 'by email address or by the id'],
  [['00000000-0000-4000-8000-000000000000'], 1, 'No lead has this id'],
])(
  'kindling erase %j is refused with %i',
  async (args, code, words) => {
    const called = await system.kindling('erase', ...args)
    expect([called.code, called.err + called.out]).toEqual([code, expect.stringContaining(words)])
  },
  120_000,
)
