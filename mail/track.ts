import { AppError } from '../core/errors.ts'
import { judgeVisit } from '../core/mail/human.ts'
import { recordFact } from '../store/facts/record.ts'
import { inMoment } from '../store/moment.ts'
import type { Store } from '../store/store.ts'
import { lockLead } from '../store/transact.ts'
import type { MessageRow } from './claim.ts'
import { readToken } from './tokens.ts'

/** A request for a tracked link or the pixel. */
export interface Seen {
  secret: string
  token: string
  method: string
  agent: string
  /** How long after the mail left nobody can have read it yet, in business ms; 0: judged by the agent alone. */
  quietMs: number
}

const MARKS = ['utm_source', 'utm_medium', 'utm_campaign']

/**
 * Somebody or something followed a link of a mail. A person's click is the fact `email.clicked`, once a link; a
 * machine's is `email.scanned`, which scores nothing.
 * @returns where the link leads; null for a token that is forged or of a mail that is gone
 */
export async function recordClick(store: Store, seen: Seen): Promise<string | null> {
  const payload = await payloadOf<[string, number]>(store, 'click', seen)
  if (!payload) return null
  const [key, index] = payload
  const mail = await readMail(store, key)
  const url = mail?.links?.[index]
  if (!mail || url === undefined) return null
  await record(store, { mail, seen, type: 'email.clicked', link: withoutMarks(url) })
  return url
}

/** The pixel of a mail was fetched. A token that is forged changes nothing: the pixel is answered all the same. */
export async function recordOpen(store: Store, seen: Seen): Promise<void> {
  const payload = await payloadOf<[string]>(store, 'open', seen)
  const mail = payload && (await readMail(store, payload[0]))
  if (mail) await record(store, { mail, seen, type: 'email.opened', link: null })
}

async function payloadOf<T>(
  store: Store,
  purpose: 'click' | 'open',
  { secret, token }: Seen,
): Promise<T | null> {
  return readToken<T>(secret, purpose, token, await store.clock.now(store.db))
}

const readMail = (store: Store, key: string): Promise<MessageRow | undefined> =>
  store.db.selectFrom('messages').selectAll().where('key', '=', key).executeTakeFirst()

async function record(
  store: Store,
  {
    mail,
    seen,
    type,
    link,
  }: { mail: MessageRow; seen: Seen; type: 'email.clicked' | 'email.opened'; link: string | null },
): Promise<void> {
  const leadId = mail.lead_id
  if (!leadId || mail.seller_id) return
  try {
    await inMoment(
      store,
      (tx) => lockLead(tx, leadId),
      async (m) => {
        const { method, agent, quietMs } = seen
        // A click can come before the ledger says that the mail left: then it counts from when it began to.
        const sentAt = mail.left_at ?? mail.sending_at
        const { human, why } = judgeVisit({ method, agent, at: m.now, sentAt, quietMs })
        const props = {
          journey: mail.journey_id ?? '',
          message: mail.key,
          template: mail.template,
          ...(link !== null && { link }),
          human,
          ...(!human && { why }),
        }
        const fact = human ? type : 'email.scanned'
        await recordFact(m, { type: fact, leadId, props, key: `${fact} ${mail.key} ${link ?? 'open'}` })
      },
    )
  } catch (error) {
    // The lead was erased: the link still leads where it said.
    if (!(error instanceof AppError)) throw error
  }
}

/** The address as the author wrote it, so that a sequence can ask for it. */
function withoutMarks(text: string): string {
  const url = new URL(text)
  if (url.searchParams.get('utm_source') !== 'kindling') return text
  for (const mark of MARKS) url.searchParams.delete(mark)
  return url.href
}
