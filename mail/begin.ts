import { sql } from 'kysely'
import { instant, json } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { retrying } from '../store/retrying.ts'
import { lease } from './holder.ts'
import type { ReadyLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'

/** A mail that is ready, and under which claim it was taken. */
export interface Beginning {
  mail: ClaimedMail
  claimId: string
  letter: ReadyLetter
}

/**
 * Says that these mails begin to leave: `sending` is committed when a server waits for their bodies, before any is offered. One
 * commit for all that are so far at the same moment.
 * @param at epoch ms of business time
 * @returns for each the machine instant (`performance.now()`) as of which nobody had said no; null where the mail was
 * ended meanwhile, or its reader said no
 */
export async function beginMail(store: Store, batch: Beginning[], at: number): Promise<(number | null)[]> {
  const askedAt = performance.now()
  const begun = await commit(store, batch, instant(at))
  return batch.map(({ mail }) => (begun.has(mail.message.key) ? askedAt : null))
}

async function commit(store: Store, batch: Beginning[], now: Date): Promise<Set<string>> {
  const input = json(
    batch.map(({ mail: { message }, claimId, letter }) => ({
      key: message.key,
      claim_id: claimId,
      message_id: letter.messageId,
      links: letter.urls,
      hash: letter.addressHash,
      topic: message.kind === 'marketing' ? (message.topic ?? '') : '',
    })),
  )
  // Named beside the rest: the planner knows how few they are, and goes by the index however large the ledger is.
  const keys = batch.map(({ mail }) => mail.message.key)
  const { rows } = await retrying(() =>
    sql<{ key: string }>`
    with input as (
      select * from jsonb_to_recordset(${input}) as x(key text, claim_id uuid, message_id text, links jsonb, hash text, topic text)
    ), held as (
      select key from messages where key = any(${keys}::text[]) and status = 'claimed' order by key for no key update
    )
    update messages set status = 'sending', sending_at = ${now}, first_tried_at = coalesce(first_tried_at, ${now}),
      tries = tries + 1, message_id = input.message_id, links = input.links, lease_until = ${lease()}
    from input
    where messages.key = any(${keys}::text[]) and messages.key = input.key and messages.key in (select key from held) and messages.claim_id = input.claim_id
      and not exists (
        select 1 from suppressions s where s.address_hash = input.hash and s.topic in ('', input.topic))
    returning messages.key`.execute(store.db),
  )
  return new Set(rows.map((row) => row.key))
}
