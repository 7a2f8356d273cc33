import { createHash } from 'node:crypto'
import { keyOfMessageId } from '../core/mail/incoming/claims.ts'
import { type IncomingKind, judgeIncoming } from '../core/mail/incoming/judge-incoming.ts'
import { newWords } from '../core/mail/incoming/new-words.ts'
import type { IncomingRecipient } from '../core/mail/incoming/refusal.ts'
import { cutMessage } from './cut-message.ts'
import { parseIncoming } from './parse-incoming.ts'
import { readVerp } from './verp.ts'

/** What a message from outside is taken for. */
export interface ReadMail {
  kind: IncomingKind
  /** Those of whom a bounce or a complaint speaks. */
  recipients: IncomingRecipient[]
  /**
   * The mail of ours that it is about: what stands before the @ of that mail's Message-ID, for journeys' mails their key. Whether there
   * ever was such a mail, the ledger says.
   */
  messageKey?: string
  /** `token`: signed by us · `message-id`: of the right shape, and only a reader of that mail can know it. */
  keyFrom?: 'token' | 'message-id'
  /** Tokens that were cut, changed or not ours. They are counted and never believed. */
  forged: number
  /** Message-IDs that it may answer, for the ledger to look up. */
  messageIds: string[]
  /** Lower case; empty if there is none. */
  from: string
  /** What a person wrote, without the mail that is quoted below it; empty in all that is no reply. */
  words: { subject: string; text: string }
  /** The same bytes are the same message, in whatever folder and under whatever number they lie. */
  digest: string
  /** It was too big, and was read in part. */
  cut: boolean
}

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()

/** As much of an answer as is kept, in characters. */
const WORDS = 4_000
const SUBJECT = 500

/**
 * Reads a message from outside: a bounce, a complaint, an automatic answer, a person's reply. Never throws on what it is given.
 * @param secret what tokens are signed with; without it no token is believed
 */
export async function readIncoming(
  stream: AsyncIterable<Uint8Array>,
  secret: string | null,
): Promise<ReadMail> {
  const { bytes, cut } = await cutMessage(stream)
  const message = await parseIncoming(bytes)
  const { kind, recipients, claims } = judgeIncoming(message)
  const read = claims.tokens.map((token) => (secret === null ? null : readVerp(secret, token)))
  const signed = read.find((id) => id !== null)
  // Who sends a false token may send a false Message-ID too.
  const named = read.length > 0 ? null : claims.messageIds.map(keyOfMessageId).find((key) => key !== null)
  const messageKey = signed ?? named
  return {
    kind,
    recipients,
    ...(messageKey && { messageKey, keyFrom: signed ? 'token' : 'message-id' }),
    forged: read.filter((id) => id === null).length,
    messageIds: claims.messageIds,
    from: message.from,
    words:
      kind === 'reply'
        ? { subject: oneLine(message.subject).slice(0, SUBJECT), text: newWords(message.text, WORDS) }
        : { subject: '', text: '' },
    digest: createHash('sha256').update(bytes).digest('hex'),
    cut,
  }
}
