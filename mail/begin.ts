import { sql } from 'kysely'
import { instant, json } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { retrying } from '../store/transact.ts'
import type { ReadyLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'

/** Machine time that one try may take with all its waiting; after that nobody knows what became of it. */
const SENDING_LEASE = sql`clock_timestamp() + interval '150 seconds'`

interface Asked {
  mail: ClaimedMail
  letter: ReadyLetter
  answer: (begun: boolean) => void
  fail: (error: unknown) => void
}

/** Says that a mail begins to leave. @returns false where the mail was ended meanwhile, or its reader said no */
export type Begin = (mail: ClaimedMail, letter: ReadyLetter) => Promise<boolean>

/**
 * Commits `sending` before any body is offered. Mails that are ready at the same moment share one commit: that is
 * most of what a mail costs the database.
 */
export function beginner(store: Store, claimId: string): Begin {
  let waiting: Asked[] = []
  const flush = () => {
    const batch = waiting
    waiting = []
    commit(store, claimId, batch).then(
      (begun) => {
        for (const one of batch) one.answer(begun.has(one.mail.message.key))
      },
      (error: unknown) => {
        for (const one of batch) one.fail(error)
      },
    )
  }
  return (mail, letter) =>
    new Promise((answer, fail) => {
      if (waiting.push({ mail, letter, answer, fail }) === 1) setImmediate(flush)
    })
}

async function commit(store: Store, claimId: string, batch: Asked[]): Promise<Set<string>> {
  const now = instant(await store.clock.now(store.db))
  const input = json(
    batch.map(({ mail: { message }, letter }) => ({
      key: message.key,
      message_id: letter.messageId,
      links: letter.urls,
      hash: letter.addressHash,
      topic: message.kind === 'marketing' ? (message.topic ?? '') : '',
    })),
  )
  const { rows } = await retrying(() =>
    sql<{ key: string }>`
    with input as (
      select * from jsonb_to_recordset(${input}) as x(key text, message_id text, links jsonb, hash text, topic text)
    ), held as (
      select key from messages where key in (select key from input) and status = 'claimed' and claim_id = ${claimId}
      order by key for no key update
    )
    update messages set status = 'sending', sending_at = ${now}, first_tried_at = coalesce(first_tried_at, ${now}),
      tries = tries + 1, message_id = input.message_id, links = input.links, lease_until = ${SENDING_LEASE}
    from input
    where messages.key = input.key and messages.key in (select key from held) and messages.claim_id = ${claimId}
      and not exists (
        select 1 from suppressions s where s.address_hash = input.hash and s.topic in ('', input.topic))
    returning messages.key`.execute(store.db),
  )
  return new Set(rows.map((row) => row.key))
}
