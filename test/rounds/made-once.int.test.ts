import { expect, test } from 'vitest'
import { changeDealer, createDealer } from '../../store/dealers/dealers.ts'
import { upsertLead } from '../../store/leads.ts'
import { publishRelease } from '../../store/releases.ts'
import { publishedRelease, small } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'
import { atOnce, together } from './at-once.ts'

test('the same marketing that six publish at once is one release', async () => {
  const store = await testStore()
  const made = await together(() => publishRelease(store, small))
  expect(made.filter(({ changed }) => changed)).toHaveLength(1)
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(await store.db.selectFrom('releases').select('id').execute()).toHaveLength(1)
})

test('a company that six name by its number in another system at once is one company', async () => {
  const store = await testStore()
  await publishedRelease(store)
  for (let round = 0; round < 10; round++) {
    let n = 0
    await together(() =>
      upsertLead(store, {
        email: `${++n}.${round}@works.example`,
        account: { externalId: { system: 'crm', id: `C-${round}` } },
      }),
    )
    const leads = await store.db
      .selectFrom('leads')
      .select('account_id')
      .where('email', 'like', `%.${round}@works.example`)
      .execute()
    expect(leads).toHaveLength(6)
    expect(new Set(leads.map(({ account_id }) => account_id)).size).toBe(1)
  }
})

test('of dealers who are given one name at once, one has it and the others hear that it is taken', async () => {
  const store = await testStore()
  await publishedRelease(store)
  const dealers = []
  for (let n = 0; n < 4; n++) dealers.push(await createDealer(store, { name: `dealer ${n}` }))
  for (let round = 0; round < 10; round++) {
    const said = await atOnce(
      dealers.map(
        ({ id }) =>
          () =>
            changeDealer(store, id, { name: `name ${round}` }),
      ),
    )
    expect(said.sort()).toEqual(['dealer_exists', 'dealer_exists', 'dealer_exists', 'done'])
  }
})
