import { sql } from 'kysely'
import type { Release } from '../core/release/release.ts'
import { instant, json, type Tx } from './database.ts'
import { ERASED } from './erasure/erased.ts'

type Topics = Pick<Release, 'topics'>

/**
 * Who was erased or called our mail spam, and refuses each topic that there was, refuses those that are published now too: else an
 * import could bring them marketing again. Who said yes to one of them since is asked by consent alone.
 * @param now epoch ms of business time
 */
export async function refuseNewTopics(
  tx: Tx,
  now: number,
  { before, after }: { before: Topics; after: Topics },
): Promise<void> {
  const old = Object.keys(before.topics)
  const made = Object.keys(after.topics).filter((topic) => !old.includes(topic))
  if (made.length === 0) return
  // While an erasure runs the address takes no mail at all (''), and gets its topics only at the end.
  await sql`
    with gone as (
      select address_hash as hash, null as address, ${ERASED} as reason from erased_addresses
      union
      select address_hash, address, reason from suppressions where reason = 'complained' and topic <> '')
    insert into suppressions (address_hash, topic, address, reason, at)
    select gone.hash, made.topic, gone.address, gone.reason, ${instant(now)}
    from gone cross join jsonb_array_elements_text(${json(made.toSorted())}::jsonb) made (topic)
    where exists (select from suppressions s where s.address_hash = gone.hash and s.topic = '')
      or not exists (
        select from jsonb_array_elements_text(${json(old)}::jsonb) old (topic)
        where not exists (select from suppressions s where s.address_hash = gone.hash and s.topic = old.topic))
    order by gone.hash, made.topic, gone.reason
    on conflict do nothing`.execute(tx)
}
