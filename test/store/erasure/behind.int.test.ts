import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { instant } from '../../../store/database.ts'
import { eraseBehind, eraseStep } from '../../../store/erasure/behind.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { readReceipt } from '../../../store/erasure/receipt.ts'
import { insertFacts } from '../../../store/facts/insert.ts'
import { applyLeftovers } from '../../../store/facts/leftovers.ts'
import { putAside } from '../../../store/facts/unapplied.ts'
import { upsertLead } from '../../../store/leads.ts'
import { inMoment } from '../../../store/moment.ts'
import { publishedRelease } from '../../harness/release.ts'
import { testStore, type TestStore } from '../../harness/store.ts'
import { until } from '../../harness/until.ts'
import { dataFolder, eraseWhole, finishErasure, traces } from './erasing.ts'
import { lived } from './lived.ts'

const folder = await dataFolder()
const by = { actor: 'test' }

async function person(store: TestStore, email = 'anna.berg@mill.example'): Promise<string> {
  return (await upsertLead(store, { email, name: 'Anna Berg', phone: '+79123456789' })).id
}

async function world(): Promise<TestStore> {
  const store = await testStore()
  await publishedRelease(store)
  return store
}

const rowsOf = async (store: TestStore, lead: string) => {
  const { rows } = await sql<{ n: number }>`select (select count(*) from facts where lead_id = ${lead})
    + (select count(*) from journal where lead_id = ${lead}) + (select count(*) from score_lines where lead_id = ${lead}) as n`.execute(
    store.db,
  )
  return Number(rows[0]?.n)
}

test('whoever goes on with it, wherever the one before stopped, each row is counted once', async () => {
  const store = await world()
  for (let stops = 1; stops < 12; stops += 3) {
    const lead = await person(store)
    await lived(store, lead, 2500)
    const { id } = await erase(store, { lead }, by)
    for (let step = 0; step < stops; step++) await eraseStep(store, id, { dataDir: folder })
    // Another worker, or several at once.
    await Promise.all([1, 2, 3].map(() => eraseBehind(store, { dataDir: folder })))
    await finishErasure(store, id, folder)
    const { counts, state } = await readReceipt(store.db, id)
    expect([state, counts.facts, counts.journal, counts.score_lines]).toEqual(['done', 2501, 2500, 2500])
    expect(await rowsOf(store, lead)).toBe(0)
  }
  expect(await traces(store.db, ['anna.berg', 'Anna Berg', '9123456789'])).toEqual([])
})

test('many at once are shared by several workers', async () => {
  const store = await world()
  const ids: string[] = []
  for (let n = 0; n < 12; n++) {
    const lead = await person(store, `anna.berg${n}@mill.example`)
    await lived(store, lead, 50)
    ids.push((await erase(store, { lead }, by)).id)
  }
  await until(
    async () => {
      await Promise.all([1, 2, 3, 4].map(() => eraseBehind(store, { dataDir: folder })))
      const left = await store.db.selectFrom('erasures').select('id').where('state', '=', 'running').execute()
      return left.length === 0
    },
    { what: 'all erasures to be done' },
  )
  for (const id of ids) expect((await readReceipt(store.db, id)).counts.journal).toBe(50)
  expect(await traces(store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
})

test('one that fails keeps no other up, and goes on when it can', async () => {
  const store = await world()
  const one = (await erase(store, { lead: await person(store) }, by)).id
  const other = (await erase(store, { lead: await person(store, 'zoe@mill.example') }, by)).id
  // Its list cannot be written: where the folder should be there is a file.
  const blocked = join(await dataFolder(), 'file')
  await writeFile(blocked, '')
  await expect(eraseBehind(store, { dataDir: blocked })).rejects.toThrow('ENOTDIR')
  await store.db.updateTable('erasures').set({ step: 'files' }).where('id', '=', other).execute()
  await until(async () => {
    await eraseBehind(store, { dataDir: blocked }).catch(() => {})
    return (await readReceipt(store.db, other)).state === 'done'
  })
  expect((await readReceipt(store.db, one)).state).toBe('running')
  await finishErasure(store, one, folder)
})

test('ten orders at one moment, by id and by address, are one erasure', async () => {
  const store = await world()
  const lead = await person(store)
  const orders = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      erase(store, n % 2 === 0 ? { lead } : { email: 'anna.berg@mill.example' }, by),
    ),
  )
  expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
  expect(orders.filter(({ fresh }) => fresh)).toHaveLength(1)
})

test('facts of a batch that were accepted while the person was erased go instead of being applied', async () => {
  const store = await world()
  const lead = await person(store)
  const { id } = await eraseWhole(store, { lead }, folder)
  // Accepting locks no lead: this one was on its way.
  await inMoment(
    store,
    async () => {},
    async (m) => {
      const fact = {
        type: 'page.viewed',
        at: m.now,
        key: 'anna.berg@mill.example 1',
        known: true,
        leadId: lead,
      }
      const row = { ...fact, accountId: null, things: [], props: { page: 'Anna Berg' } }
      const [made] = await insertFacts(m.tx, [row], m.now)
      await putAside(m, [{ ...row, id: made?.id ?? 0 }], 0)
    },
  )
  await applyLeftovers(store)
  expect(await traces(store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
  expect((await readReceipt(store.db, id)).state).toBe('done')
})

test('records that share an address are one person, also by way of a third; a shared telephone is nothing', async () => {
  const store = await world()
  const crm = (id: string) => ({ externalId: { system: 'crm', id } })
  const one = (await upsertLead(store, { ...crm('first'), email: 'a@one.example' })).id
  await upsertLead(store, { ...crm('first'), email: 'b@two.example' })
  const two = (await upsertLead(store, { ...crm('second'), name: 'Anna' })).id
  // The other system says that its second record has the address of the first, too.
  await upsertLead(store, { ...crm('second'), phone: '+79123456789' })
  await store.db.updateTable('leads').set({ email: 'b@two.example' }).where('id', '=', two).execute()
  const colleague = (await upsertLead(store, { email: 'c@one.example', phone: '+79123456789' })).id
  const { receipt } = await eraseWhole(store, { email: 'a@one.example' }, folder)
  expect(receipt.leads).toEqual([one, two].sort())
  const left = await store.db.selectFrom('leads').select('id').where('erased_at', 'is', null).execute()
  expect(left).toEqual([{ id: colleague }])
})

test('a lead that was marked as erased by hand can be erased whole', async () => {
  const store = await world()
  const lead = await person(store)
  await store.db
    .updateTable('leads')
    .set({ erased_at: instant(1000) })
    .where('id', '=', lead)
    .execute()
  const { fresh } = await eraseWhole(store, { lead }, folder)
  expect(fresh).toBe(true)
  expect(await traces(store.db, ['anna.berg', 'Anna Berg'])).toEqual([])
})

test('a person made and erased at one moment, again and again: never half of one', async () => {
  const store = await world()
  const email = 'anna.berg@mill.example'
  for (let n = 0; n < 8; n++)
    await Promise.allSettled([
      upsertLead(store, { email, name: 'Anna Berg' }),
      erase(store, { email }, by),
      upsertLead(store, { email, phone: '+79123456789' }),
    ])
  const { id } = await erase(store, { email }, by)
  await finishErasure(store, id, folder)
  await until(async () => {
    await eraseBehind(store, { dataDir: folder })
    return (
      (await store.db.selectFrom('erasures').select('id').where('state', '=', 'running').execute()).length ===
      0
    )
  })
  expect(await traces(store.db, ['anna.berg', 'Anna Berg', '9123456789'])).toEqual([])
})
