import { type IncomingMessage, valuesOf } from './message.ts'
import { splitCopy } from './bounce-text.ts'

/** What a message says about which mail of ours it answers. Not one of them is proved. */
export interface Claims {
  /** What stands where our token would: `b-` and letters of base32, cut ones too. The envelope's first. */
  tokens: string[]
  /** Message-IDs of mails it may answer, the likeliest first, with their angle brackets. */
  messageIds: string[]
}

const MOST = 50
const TOKEN = /(?<![a-z0-9])b-([a-z2-7]{8,62})(?![a-z0-9-])/gi
const MESSAGE_ID = /<[^<>\s@]{1,250}@[^<>\s@]{1,250}>/g

/** Where the address to which a report came is written down. */
const ENVELOPE = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to', 'to', 'cc']
const SENDER = ['return-path', 'x-envelope-from', 'envelope-from', 'sender']

const inCopy = (copy: string, name: string): string => {
  const line = new RegExp(`^[ \\t>]*${name}:[ \\t]*(?:\\r?\\n[ \\t]+)?(.{1,500})$`, 'im').exec(copy)
  return line?.[1] ?? ''
}

const every = (pattern: RegExp, texts: string[]): string[] =>
  [
    ...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[0]))),
  ].slice(0, MOST)

/**
 * Gathers them: the address it came to, the envelope as the report has it, the mail that came back, what it answers.
 * @param reported Original-Envelope-Id (RFC 3464 §2.2.1) and Original-Mail-From (RFC 5965 §3.2), where there are such
 */
export function claimsOf(message: IncomingMessage, reported: (string | null)[]): Claims {
  const { copy } = splitCopy(message.text)
  const below = message.inner.slice(0, 3)
  const headers = (one: IncomingMessage, names: string[]) => names.flatMap((name) => valuesOf(one, name))
  const tokens = every(TOKEN, [
    ...headers(message, ENVELOPE),
    ...reported.map((text) => text ?? ''),
    ...below.flatMap((one) => headers(one, SENDER)),
    ...valuesOf(message, 'received').map((hop) => /\bfor\s+<[^>]*>/i.exec(hop)?.[0] ?? ''),
    inCopy(copy, 'return-path'),
    ...headers(message, ['in-reply-to', 'references']),
  ])
  const answered = headers(message, ['in-reply-to', 'references']).map((text) =>
    [...text.matchAll(MESSAGE_ID)]
      .map(([id]) => id)
      .toReversed()
      .join(' '),
  )
  const messageIds = every(MESSAGE_ID, [
    ...below.flatMap((one) => valuesOf(one, 'message-id')),
    inCopy(copy, 'message-id'),
    ...answered,
  ])
  return { tokens: tokens.map((token) => token.toLowerCase()), messageIds }
}

/** The key of the ledger in a Message-ID of ours; null where the id was made by somebody else. */
export const keyOfMessageId = (id: string): string | null => /^<([0-9a-f]{32})@/.exec(id)?.[1] ?? null
