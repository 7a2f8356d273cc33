import { sha256 } from '../core/hash.ts'
import { type SigningKey, signed } from './dkim/sign.ts'
import { encodedText } from './mime/body.ts'
import { addressField, field, textField } from './mime/headers.ts'
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
  /** Fields by which the provider that sends it on knows it again. */
  marks?: readonly [name: string, value: string][]
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
 * Values are put in as structured fields, never as ready header lines; every line end is CRLF.
 */
export async function compose(mail: Composition): Promise<Buffer> {
  const { from, to, words } = mail
  // Neither encoding of a part ever holds "=_".
  const boundary = `=_${mail.messageId.replace(/@.*|[^a-z0-9]/gi, '').slice(0, 64)}`
  const fields = [
    addressField('From', { name: cut(from.name, NAME), address: from.address }),
    addressField('To', { name: cut(to.name ?? '', NAME), address: asciiAddress(to.address) }),
    ...(from.replyTo.address === from.address ? [] : [addressField('Reply-To', answersOf(from))]),
    textField('Subject', cut(words.subject, SUBJECT)),
    field('Date', new Date(mail.date).toUTCString().replace('GMT', '+0000')),
    field('Message-ID', mail.messageId),
    ...headersOf(mail),
    ...(mail.marks ?? []).map(([name, value]) => field(name, value)),
    field('MIME-Version', '1.0'),
    field('Content-Type', `multipart/alternative; boundary="${boundary}"`),
  ]
  const bytes = Buffer.concat([
    Buffer.from(`${fields.join('')}\r\n`, 'latin1'),
    ...part(boundary, 'text/plain', words.text),
    ...part(boundary, 'text/html', words.html),
    Buffer.from(`--${boundary}--\r\n`, 'latin1'),
  ])
  return mail.key ? signed(bytes, mail.key) : bytes
}

const answersOf = ({ replyTo }: FromWhom) => ({ name: cut(replyTo.name, NAME), address: replyTo.address })

function part(boundary: string, type: string, text: string): Buffer[] {
  const { encoding, bytes } = encodedText(text)
  const head = `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`
  return [Buffer.from(head, 'latin1'), bytes]
}

function headersOf({ topic, kind, from, lang, template, unsubscribe, automatic }: Composition): string[] {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const plain = (text: string) => text.replace(/[^a-z0-9-]+/gi, '-')
  return [
    field('Content-Language', plain(lang)),
    field('Feedback-ID', `${plain(template)}:${plain(topic ?? 'none')}:${kind}:${plain(domain)}`),
    ...(kind === 'marketing' && topic ? [field('List-ID', `<${plain(topic)}.${domain}>`)] : []),
    ...(unsubscribe
      ? [
          field('List-Unsubscribe', `<${unsubscribe}>`),
          field('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
        ]
      : []),
    ...(automatic ? [field('Auto-Submitted', automatic)] : []),
  ]
}
