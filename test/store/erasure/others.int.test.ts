import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { instant, json } from '../../../store/database.ts'
import { eraseBehind } from '../../../store/erasure/behind.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { acceptFacts } from '../../../store/facts/accept.ts'
import { upsertLead } from '../../../store/leads.ts'
import { readThing } from '../../../store/things.ts'
import { publishedRelease } from '../../harness/release.ts'
import { testStore, type TestStore } from '../../harness/store.ts'
import { backPlan } from '../sales-scene.ts'
import { dataFolder, eraseWhole, finishErasure, traces } from './erasing.ts'

const folder = await dataFolder()
const ANNA = 'anna.berg@mill.example'
const HERS = ['anna.berg', 'Anna Berg', '9123456789']

async function world(): Promise<TestStore> {
  const store = await testStore()
  await publishedRelease(store, {
    plans: [backPlan],
    things: { enquiry: ['product', 'asker', 'pieces'], contract: ['contact', 'endsAt'] },
    facts: { 'contract.signed': { about: 'account' } },
  })
  return store
}

const anna = async (store: TestStore, more = {}) =>
  (await upsertLead(store, { email: ANNA, name: 'Anna Berg', phone: '+79123456789', ...more })).id
const account = (store: TestStore) =>
  store.db.selectFrom('accounts').selectAll().where('id', 'is not', null).executeTakeFirstOrThrow()

test('a company that was known by her alone is emptied; whoever comes from there later makes it anew', async () => {
  const store = await world()
  const lead = await anna(store, {
    account: { domain: 'mill.example', name: 'Berg Mill', mainContact: true },
  })
  await store.db.updateTable('accounts').set({ main_contact_id: lead }).execute()
  await sql`insert into mail_domains (domain) values ('mill.example') on conflict do nothing`.execute(
    store.db,
  )
  const said = { of: 'Berg Mill', contact: 'the miller of Berg Mill' }
  const signed = { contract: 'C1', value: 7, endsAt: '2027-01-01', ...said }
  await acceptFacts(store, [
    { type: 'contract.signed', account: { id: (await account(store)).id }, props: signed },
  ])
  const { receipt } = await eraseWhole(store, { lead }, folder)
  expect(await account(store)).toMatchObject({
    name: null,
    domain: null,
    country: null,
    fields: {},
    main_contact_id: null,
  })
  expect(receipt.counts.accounts).toBe(1)
  expect(await traces(store.db, [...HERS, 'mill.example', 'Berg Mill'])).toEqual([])
  const facts = await store.db
    .selectFrom('facts')
    .select('props')
    .where('type', '=', 'contract.signed')
    .execute()
  expect(facts).toEqual([{ props: { contract: 'C1', value: 7, endsAt: '2027-01-01' } }])
  expect((await readThing(store.db, 'contract:C1'))?.values).toEqual({ 'contract.endsAt': '2027-01-01' })
  await upsertLead(store, { email: 'boris@mill.example' })
  expect(
    await store.db.selectFrom('accounts').select('domain').where('domain', 'is not', null).execute(),
  ).toEqual([{ domain: 'mill.example' }])
})

test.each([
  [
    'a colleague',
    async (store: TestStore) => void (await upsertLead(store, { email: 'boris@mill.example' })),
  ],
  [
    'a number in another system',
    async (store: TestStore) => {
      const { id } = await account(store)
      await store.db
        .insertInto('account_keys')
        .values({ system: 'crm', value: '17', account_id: id })
        .execute()
    },
  ],
])('a company with %s stays, without what names her', async (_what, keep) => {
  const store = await world()
  const lead = await anna(store, { account: { domain: 'mill.example', name: 'The Mill' } })
  await keep(store)
  const { id } = await account(store)
  await store.db
    .updateTable('accounts')
    .set({ fields: json({ size: 40, remark: 'ask for Anna Berg', line: 'saws' }) })
    .execute()
  await acceptFacts(store, [
    {
      type: 'contract.signed',
      account: { id },
      props: { contract: 'C1', contact: ANNA, phone: '8 912 345 67 89', value: 7, line: 'saws' },
    },
  ])
  await eraseWhole(store, { lead }, folder)
  expect(await account(store)).toMatchObject({
    name: 'The Mill',
    domain: 'mill.example',
    fields: { size: 40, remark: null, line: 'saws' },
  })
  const facts = await store.db
    .selectFrom('facts')
    .select('props')
    .where('type', '=', 'contract.signed')
    .execute()
  expect(facts).toEqual([{ props: { contract: 'C1', contact: null, phone: null, value: 7, line: 'saws' } }])
  expect((await readThing(store.db, 'contract:C1'))?.values).toEqual({ 'contract.contact': null })
  expect(await traces(store.db, HERS)).toEqual([])
})

test('what only she spoke of goes; what others speak of too is no longer hers', async () => {
  const store = await world()
  const lead = await anna(store)
  const say = (email: string, props: object) =>
    acceptFacts(store, [{ type: 'asked', lead: { email }, props: { ...props } }])
  await say(ANNA, { enquiry: 'hers', product: 'a saw for Anna Berg', pieces: 3 })
  await say(ANNA, { enquiry: 'both', asker: 'Anna Berg', product: 'saws', pieces: 3 })
  await say('boris@mill.example', { enquiry: 'both' })
  await eraseWhole(store, { lead }, folder)
  expect(await readThing(store.db, 'enquiry:hers')).toBeNull()
  const both = await readThing(store.db, 'enquiry:both')
  expect(both?.leadId).toBeNull()
  expect(both?.values).toMatchObject({ 'enquiry.pieces': 3 })
  expect(await traces(store.db, HERS)).toEqual([])
})

test('a colleague’s journey that began by what she said goes on without her words; an alarm that would begin one is gone', async () => {
  const store = await world()
  const lead = await anna(store)
  const { id: boris } = await upsertLead(store, { email: 'boris@mill.example' })
  const props = { enquiry: 'both', pieces: 3, words: 'I, Anna Berg, swordfish' }
  await acceptFacts(store, [{ type: 'asked', lead: { email: ANNA }, props }])
  const { id: fact } = await store.db
    .selectFrom('facts')
    .select('id')
    .where('type', '=', 'asked')
    .executeTakeFirstOrThrow()
  await store.db
    .insertInto('journeys')
    .values({
      ...{ sequence: 'back', plan_hash: 'b'.repeat(32), lead_id: boris, position: '{}', entry: json(props) },
      ...{ entry_fact: fact, entered_at: instant(store.clock.read()) },
    })
    .execute()
  await store.db
    .insertInto('alarms')
    .values({
      ...{
        subject: `lead:${boris}`,
        lead_id: boris,
        what: `enrol:back:${fact}`,
        at: instant(store.clock.read()),
      },
      data: json({ fact, props }),
    })
    .execute()
  await eraseWhole(store, { lead }, folder)
  const journey = await store.db
    .selectFrom('journeys')
    .select(['status', 'entry'])
    .where('lead_id', '=', boris)
    .executeTakeFirst()
  expect(journey).toEqual({ status: 'running', entry: { enquiry: 'both', pieces: 3 } })
  expect(await traces(store.db, [...HERS, 'swordfish'])).toEqual([])
})

test('a source that many share goes on counting; one that names her goes', async () => {
  const store = await world()
  for (let n = 0; n < 7; n++) await upsertLead(store, { email: `lead${n}@mill.example`, source: 'fair' })
  const shared = await anna(store, { source: 'fair' })
  const own = (await upsertLead(store, { email: 'zoe@mill.example', source: 'card of Zoe' })).id
  for (const lead of [shared, own]) await eraseWhole(store, { lead }, folder)
  const rows = await store.db
    .selectFrom('leads')
    .select(['id', 'source'])
    .where('id', 'in', [shared, own])
    .execute()
  expect(Object.fromEntries(rows.map(({ id, source }) => [id, source]))).toEqual({
    [shared]: 'fair',
    [own]: null,
  })
})

test('a request with a key that began before is waited for, and its answer names nobody', async () => {
  const store = await world()
  const lead = await anna(store)
  await store.db
    .insertInto('idempotency')
    .values({ scope: 's', key: 'k', fingerprint: 'f', status: null })
    .execute()
  const { id } = await erase(store, { lead }, { actor: 'test' })
  expect(await eraseBehind(store, { dataDir: folder })).toBe(0)
  await store.db
    .updateTable('idempotency')
    .set({ status: 200, reply: json({ body: { id: lead, name: 'Anna Berg' } }) })
    .execute()
  await finishErasure(store, id, folder)
  expect(await store.db.selectFrom('idempotency').select(['status', 'reply']).execute()).toMatchObject([
    { status: 410, reply: { body: { code: 'lead_erased' } } },
  ])
})
