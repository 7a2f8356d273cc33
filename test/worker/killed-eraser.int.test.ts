import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { erase } from '../../store/erasure/erase.ts'
import { readReceipt } from '../../store/erasure/receipt.ts'
import { upsertLead } from '../../store/leads.ts'
import { afterwards } from '../harness/afterwards.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'
import { until } from '../harness/until.ts'
import { traces } from '../store/erasure/erasing.ts'
import { lived } from '../store/erasure/lived.ts'

const ROWS = 20_000

test('two workers are killed in the middle of an erasure: the next one ends it, and each row is counted once', async () => {
  const store = await testStore()
  await publishedRelease(store)
  const folder = await mkdtemp(join(tmpdir(), 'kindling-worker-'))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  const { id: lead } = await upsertLead(store, { email: 'anna.berg@mill.example', name: 'Anna Berg' })
  await lived(store, lead, ROWS)
  const { id } = await erase(store, { lead }, { actor: 'test' })
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: store.url,
    KINDLING_DATA: folder,
    KINDLING_SECRET: 'a secret of thirty-two letters or more',
    // Nobody is there: erasures go on all the same.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  }
  const worker = () =>
    spawn(process.execPath, [join(import.meta.dirname, '../../worker/main.ts')], { env, stdio: 'ignore' })
  const facts = async () => (await readReceipt(store.db, id)).counts.facts ?? 0
  for (const enough of [1000, 5000]) {
    const workers = [worker(), worker()]
    const gone = workers.map((one) => once(one, 'exit'))
    await until(async () => (await facts()) >= enough, { ms: 120_000, what: 'some of it to be gone' })
    for (const one of workers) one.kill('SIGKILL')
    await Promise.all(gone)
  }
  const last = worker()
  const gone = once(last, 'exit')
  await until(async () => (await readReceipt(store.db, id)).state === 'done', {
    ms: 120_000,
    what: 'its end',
  })
  last.kill('SIGKILL')
  await gone
  const { counts } = await readReceipt(store.db, id)
  expect(counts).toMatchObject({ facts: ROWS + 1, fact_keys: ROWS, score_lines: ROWS, journal: ROWS })
  expect(await traces(store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
}, 420_000)
