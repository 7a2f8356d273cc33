import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { addressHash } from '../../../store/address-hash.ts'
import { instant } from '../../../store/database.ts'
import { eraseAgain } from '../../../store/erasure/again.ts'
import { readReceipt } from '../../../store/erasure/receipt.ts'
import { upsertLead } from '../../../store/leads.ts'
import { publishedRelease } from '../../harness/release.ts'
import { fixedClock, testStore } from '../../harness/store.ts'
import { restoredCopy } from './backup.ts'
import { dataFolder, eraseWhole, finishErasure, traces } from './erasing.ts'

const DAY = 24 * 3_600_000
const ANNA = 'anna.berg@mill.example'
const HERS = ['anna.berg', 'Anna Berg']

/** Anna with a file, and a backup of that; then she is erased, and comes back the day after. */
async function erasedAfterBackup() {
  const dataDir = await dataFolder()
  const store = await testStore()
  await publishedRelease(store)
  const lead = (await upsertLead(store, { email: ANNA, name: 'Anna Berg' })).id
  const boris = (await upsertLead(store, { email: 'boris@mill.example', name: 'Boris' })).id
  await store.db
    .insertInto('files')
    .values({
      ...{
        lead_id: lead,
        fact_id: null,
        name: 'Anna Berg.pdf',
        type: 'application/pdf',
        bytes: 3,
        sha256: 'x',
      },
      ...{ stored_as: 'stored', created_at: instant(store.clock.read()) },
    })
    .execute()
  const putFileBack = async () => {
    await mkdir(join(dataDir, 'files'), { recursive: true })
    await writeFile(join(dataDir, 'files', 'stored'), 'pdf')
  }
  await putFileBack()
  const db = await restoredCopy(store.url)
  store.clock.advance(1000)
  const { id } = await eraseWhole(store, { lead }, dataDir)
  const restored = { db, clock: fixedClock(store.clock.read() + DAY), waker: store.waker }
  return { store, restored, dataDir, lead, boris, id, putFileBack }
}

test('what was erased after the backup is erased again, with its file and its receipt; others stay', async () => {
  const { restored, dataDir, lead, boris, id, putFileBack } = await erasedAfterBackup()
  await putFileBack()
  expect(await traces(restored.db, HERS)).not.toEqual([])
  expect(await eraseAgain(restored, { dataDir })).toEqual({ listed: 1, again: 1, leads: 1 })
  await finishErasure(restored, id, dataDir)
  expect(await traces(restored.db, HERS)).toEqual([])
  expect(await readdir(join(dataDir, 'files'))).toEqual([])
  expect(await readReceipt(restored.db, id)).toMatchObject({ state: 'done', by: 'test', leads: [lead] })
  const refused = await restored.db
    .selectFrom('suppressions')
    .select('topic')
    .where('address_hash', '=', addressHash(ANNA))
    .execute()
  expect(refused).toEqual([{ topic: 'news' }])
  const left = await restored.db.selectFrom('leads').select('id').where('erased_at', 'is', null).execute()
  expect(left).toEqual([{ id: boris }])
})

test('once more changes nothing, and a database that knows of it is left as it is; only files that were put back go', async () => {
  const { store, restored, dataDir, id, putFileBack } = await erasedAfterBackup()
  await eraseAgain(restored, { dataDir })
  await finishErasure(restored, id, dataDir)
  const before = await readReceipt(restored.db, id)
  await putFileBack()
  for (const one of [restored, store]) {
    // Who came back meanwhile is somebody new.
    const { id: anew } = await upsertLead(one, { email: ANNA, name: 'Anna Berg' })
    expect(await eraseAgain(one, { dataDir })).toEqual({ listed: 1, again: 0, leads: 0 })
    const row = await one.db.selectFrom('leads').select('erased_at').where('id', '=', anew).executeTakeFirst()
    expect(row).toEqual({ erased_at: null })
  }
  expect(await readdir(join(dataDir, 'files'))).toEqual([])
  expect(await readReceipt(restored.db, id)).toEqual(before)
})

test('by address another record goes too, if it was there before; whoever came back after the erasure stays', async () => {
  const { restored, dataDir, lead, id } = await erasedAfterBackup()
  // The backup has her under another id, as when it was imported anew.
  const other = (await upsertLead(restored, { externalId: { system: 'crm', id: '1' }, name: 'Anna Berg' })).id
  const back = (await upsertLead(restored, { externalId: { system: 'crm', id: '2' }, name: 'Anna, new' })).id
  await restored.db
    .updateTable('leads')
    .set({ email: ANNA, created_at: instant(0) })
    .where('id', '=', other)
    .execute()
  await restored.db.updateTable('leads').set({ email: ANNA }).where('id', '=', back).execute()
  expect(await eraseAgain(restored, { dataDir })).toEqual({ listed: 1, again: 1, leads: 2 })
  await finishErasure(restored, id, dataDir)
  expect((await readReceipt(restored.db, id)).leads).toEqual([lead, other].sort())
  const left = await restored.db.selectFrom('leads').select('id').where('email', '=', ANNA).execute()
  expect(left).toEqual([{ id: back }])
})

test('the list holds ids and hashes, and nothing of anybody', async () => {
  const { dataDir, id } = await erasedAfterBackup()
  expect(await readdir(join(dataDir, 'erased'))).toEqual([`${id}.json`])
})
