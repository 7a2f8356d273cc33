import MailComposer from 'nodemailer/lib/mail-composer'
import { sha256 } from '../core/hash.ts'
import { wholeLines } from './dkim/canonical.ts'
import { type SigningKey, signed } from './dkim/sign.ts'
import { asciiAddress, type FromWhom } from './sender-of.ts'
import { oneLine, type Rendered } from './render-template.ts'

/** Everything that one mail's headers and body are made of. */
export interface Composition {
  messageId: string
  /** Epoch ms of business time. */
  date: number
  from: FromWhom
  to: { name: string | null; address: string }
  words: Rendered
  lang: string
  template: string
  topic: string | null
  kind: 'service' | 'marketing'
  /** Where one click unsubscribes (RFC 8058); only marketing mail has it. */
  unsubscribe: string | null
  /** Set where nobody asked a person to write: an answer to a form, a notice to a seller. */
  automatic: 'auto-replied' | 'auto-generated' | null
  /** What signs it; absent: nothing of ours. */
  key?: SigningKey | null
}

/** Characters: a line of 998 octets must hold it even where it has no blank to break at (RFC 5322 §2.1.1). */
const SUBJECT = 500
const NAME = 200

const cut = (text: string, most: number) => Array.from(oneLine(text)).slice(0, most).join('')

/** The Message-ID of a ledger key: the same however often it is sent. */
export const messageIdOf = (key: string, senderAddress: string): string => {
  const local = /^[a-z0-9]{16,64}$/.test(key) ? key : sha256(key).slice(0, 32)
  return `<${local}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}>`
}

/**
 * The bytes of a mail as they go over the wire: ASCII headers (RFC 2047), text and HTML parts, signed if there is a key.
 * Values are put in as structured fields, never as ready header lines.
 */
export async function compose(mail: Composition): Promise<Buffer> {
  const { from, to, words } = mail
  const composer = new MailComposer({
    from: { name: cut(from.name, NAME), address: from.address },
    to: { name: cut(to.name ?? '', NAME), address: asciiAddress(to.address) },
    ...(from.replyTo.address !== from.address && { replyTo: from.replyTo }),
    subject: cut(words.subject, SUBJECT),
    date: new Date(mail.date),
    messageId: mail.messageId,
    text: words.text,
    html: words.html,
    headers: headersOf(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const bytes = await composer.compile().build()
  return mail.key ? signed(bytes, mail.key) : wholeLines(bytes)
}

function headersOf({
  topic,
  kind,
  from,
  lang,
  template,
  unsubscribe,
  automatic,
}: Composition): Record<string, string> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const plain = (text: string) => text.replace(/[^a-z0-9-]+/gi, '-')
  return {
    'Content-Language': plain(lang),
    'Feedback-ID': `${plain(template)}:${plain(topic ?? 'none')}:${kind}:${plain(domain)}`,
    ...(kind === 'marketing' && topic && { 'List-ID': `<${plain(topic)}.${domain}>` }),
    ...(unsubscribe && {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
    ...(automatic && { 'Auto-Submitted': automatic }),
  }
}
