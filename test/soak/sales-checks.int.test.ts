import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { testStore, type TestStore } from '../harness/store.ts'
import { broken } from './sales/checks.ts'
import { lookBack } from './sales/ground.ts'
import { liveMonth } from './sales/month.ts'

let store: TestStore
beforeAll(async () => {
  store = await testStore({ socket: true })
  await liveMonth(store, { seed: 1, leads: 40, dealers: 12, days: 6 })
  await lookBack(store.db)
})

/** A history as it must never be, by the name of the check that must say so. */
const WRONG: [string, string][] = [
  [
    'two owners at an instant',
    `insert into facts overriding system value
      select (jsonb_populate_record(null::facts, to_jsonb(f) || jsonb_build_object('id', f.id + 1000000000,
        'props', f.props || jsonb_build_object('seller', (select id from sellers where id::text <> f.props ->> 'seller' limit 1))))).*
      from facts f where type = 'handoff.owned'`,
  ],
  [
    'an offer stands while somebody has the lead',
    `update offers o set answered_at = w.at + interval '1 millisecond' from soak_owned w
      where w.handoff = o.handoff_id and o.state in ('withdrawn', 'declined') and o.stage <> 'auction' and o.made_at < w.at`,
  ],
  ['offered to dealers without consent', `update consents set given = false`],
  [
    'contacts were seen before they opened',
    `insert into soak_looks select handoff_id, seller_id, made_at, true from offers o
      where dealer_id is not null and not exists (select from reveals r where r.handoff_id = o.handoff_id and r.seller_id = o.seller_id)`,
  ],
  [
    'contacts were mailed to a dealer before they opened',
    `update messages m set vars = '{"story": "Ilyinskaya"}' from sellers s where s.id = m.seller_id and s.dealer_id is not null
      and not exists (select from reveals r where r.seller_id = s.id)`,
  ],
  ['opened by a talk that was too short', `update reveals set why = 'talk' where why = 'taken'`],
  ['won without a bid', `update reveals set why = 'won' where why = 'taken'`],
  [
    'a fact names a person',
    `update facts set props = props || '{"to": "v@works.example"}' where type = 'handoff.opened'`,
  ],
  [
    'a lead that came is nowhere',
    `insert into leads (created_at, updated_at) values (clock_timestamp(), clock_timestamp())`,
  ],
  [
    'an offer ran out too early or too late',
    `update offers set answered_at = expires_at + interval '1 second' where state = 'expired' and stage <> 'auction'`,
  ],
  [
    'an offer ran out before its time',
    `update offers set expires_at = answered_at + interval '1 ms' where state = 'expired'`,
  ],
  [
    'a first contact is due at another time',
    `update facts set props = props || jsonb_build_object('contactDueAt', at + interval '3 hours') where type = 'handoff.owned'`,
  ],
  ['the head was never told', `update handoffs set overdue_at = null where overdue_at is not null`],
  [
    'a bid does not raise by the step',
    `update bids set amount = 9999 where id = (select id from bids order by amount limit 1)`,
  ],
  ['a bid after the closing instant', `update bids set at = at + interval '2 days'`],
  ['who was passed over owes', `update dues set waived_at = case when waived_at is null then at end`],
  ['a bid that won is not due at its amount', `update dues set amount = amount + 1`],
]

test('a month as it was breaks nothing', async () => {
  expect(await broken(store.db, { clocks: true })).toEqual({})
})

test.each(WRONG)('it is seen: %s', async (name, wrong) => {
  const back = new Error('undone')
  await expect(
    store.db.transaction().execute(async (tx) => {
      const { numAffectedRows } = await sql.raw(wrong).execute(tx)
      expect(Number(numAffectedRows)).toBeGreaterThan(0)
      expect(Object.keys(await broken(tx, { clocks: true }))).toContain(name)
      throw back
    }),
  ).rejects.toBe(back)
})
