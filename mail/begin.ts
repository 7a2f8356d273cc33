import { sql } from 'kysely'
import { instant, json } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { retrying } from '../store/retrying.ts'
import type { ReadyLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'

/** A mail that is ready, and under which claim it was taken. */
export interface Beginning {
  mail: ClaimedMail
  claimId: string
  letter: ReadyLetter
}

/** A mail that its server has taken. */
export interface Taken {
  key: string
  claimId: string
}

/**
 * Says that these mails begin to leave: `sending` is committed when a server waits for their bodies, before any is offered. One
 * commit for all that are so far at the same moment, and for what servers `took` since: of that it is noted, for whoever
 * takes up what a dead holder leaves, and the rest is written later.
 * @param at epoch ms of business time
 * @returns for each the machine instant (`performance.now()`) as of which nobody had said no; null where the mail was
 * ended meanwhile, or its reader said no
 */
export async function beginMail(
  store: Store,
  { begins, took = [] }: { begins: Beginning[]; took?: Taken[] },
  at: number,
): Promise<(number | null)[]> {
  const askedAt = performance.now()
  const begun = await retrying(() => commit(store, begins, took, instant(at)))
  return begins.map(({ mail }) => (begun.has(mail.message.key) ? askedAt : null))
}

// What is set stands in no index: the row is written anew in its page, and nothing else is (store/migrations/025). Keys come out of
// `input`, of which the planner knows nothing but that they are few: so one plan does for all, and it goes by the index.
async function commit(store: Store, begins: Beginning[], took: Taken[], now: Date): Promise<Set<string>> {
  const input = json([
    ...begins.map(({ mail: { message }, claimId, letter }) => ({
      key: message.key,
      claim_id: claimId,
      message_id: letter.messageId,
      links: letter.urls,
      hash: letter.addressHash,
      topic: message.kind === 'marketing' ? (message.topic ?? '') : '',
      taken: false,
    })),
    ...took.map(({ key, claimId }) => ({ key, claim_id: claimId, taken: true })),
  ])
  const { rows } = await sql<{ key: string }>`/* begin-mail */
    with input as materialized (
      select * from jsonb_to_recordset(${input})
        as x(key text, claim_id uuid, message_id text, links jsonb, hash text, topic text, taken boolean)
    ), held as materialized (
      select key from messages where key = any(array(select key from input)) and status in ('claimed', 'sending')
      order by key for no key update
    )
    update messages set status = 'sending', taken_at = case when x.taken then ${now}::timestamptz end,
      sending_at = case when x.taken then sending_at else ${now}::timestamptz end, first_tried_at = coalesce(first_tried_at, ${now}),
      tries = tries + case when x.taken then 0 else 1 end,
      message_id = coalesce(x.message_id, messages.message_id), links = coalesce(x.links, messages.links)
    from input x
    where messages.key = any(array(select key from held)) and messages.key = x.key and messages.claim_id = x.claim_id
      and messages.status = case when x.taken then 'sending' else 'claimed' end
      and (x.taken or not exists (
        select 1 from suppressions s where s.address_hash = x.hash and s.topic in ('', x.topic)))
    returning messages.key`.execute(store.db)
  return new Set(rows.map((row) => row.key))
}
