import PostalMime, { type Address, type Email } from 'postal-mime'
import { addressesIn } from '../core/mail/incoming/addresses.ts'
import type { IncomingMessage } from '../core/mail/incoming/message.ts'

const DEEPEST = 4
const MOST_PARTS = 50
const MESSAGE =
  /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/(?:global-headers|rfc822-headers))$/
const READ = /^(?:message\/|text\/plain)/

const decoder = new TextDecoder()
const NOTHING: IncomingMessage = {
  headers: [],
  subject: '',
  from: '',
  to: [],
  text: '',
  parts: [],
  inner: [],
}

const bytesOf = (content: ArrayBuffer | Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)

/**
 * Takes a message apart (MIME, RFC 2045 to 2047), also the messages inside of it. What cannot be parsed is a message without parts: a
 * stranger's bytes never throw.
 */
export async function parseIncoming(bytes: Uint8Array, depth = 0): Promise<IncomingMessage> {
  let email: Email
  try {
    email = await PostalMime.parse(bytes, { forceRfc822Attachments: true, maxNestingDepth: 50 })
  } catch {
    return NOTHING
  }
  const parts = email.attachments.slice(0, MOST_PARTS)
  const messages = depth < DEEPEST ? parts.filter((part) => MESSAGE.test(part.mimeType)) : []
  const inner: IncomingMessage[] = []
  for (const part of messages.slice(0, 5)) inner.push(await parseIncoming(bytesOf(part.content), depth + 1))
  return {
    headers: email.headers.map(({ key, value }) => ({ name: key, value })),
    subject: email.subject ?? '',
    from: addressesIn(addresses(email.from ? [email.from] : []), 1)[0] ?? '',
    to: addressesIn(addresses([...(email.to ?? []), ...(email.cc ?? [])]), 100),
    text: email.text ?? wordsOf(email.html ?? ''),
    parts: parts
      .filter((part) => READ.test(part.mimeType) && !MESSAGE.test(part.mimeType))
      .map((part) => ({ type: part.mimeType, text: decoder.decode(bytesOf(part.content)) })),
    inner,
  }
}

const addresses = (of: Address[]): string =>
  of
    .flatMap((one) => (one.group === undefined ? [one.address] : one.group.map((member) => member.address)))
    .join(', ')

/** What lies outside of style sheets and scripts. One pass: a page may open a million of them. */
const shown = (html: string): string =>
  html
    .split(/<(?=style\b|script\b)/i)
    .map((piece, n) => {
      if (n === 0) return piece
      const end = piece.search(/<\/(?:style|script)/i)
      return end < 0 ? '' : piece.slice(end)
    })
    .join(' ')

/** The words of a page, a line for each block; enough to find addresses and replies of servers in. */
const wordsOf = (html: string): string =>
  shown(html.slice(0, 300_000))
    .replace(/<\/?(?:p|div|br|tr|td|th|li|h\d|table|pre|blockquote)\b[^<>]{0,2000}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/&#39;|&rsquo;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
