import { createHash, type KeyObject, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { parted, relaxedBody, relaxedHeader, wholeLines } from './canonical.ts'

/** A private key, and where its public half stands in DNS: `<selector>._domainkey.<domain>`. */
export interface SigningKey {
  domain: string
  selector: string
  key: KeyObject
}

/** Listed once more than they are there, so that nobody can add another (RFC 6376 §8.15). */
const GUARDED = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
]
/** Signed where they are there. */
const SIGNED = ['List-ID', 'Feedback-ID', 'Auto-Submitted', 'Content-Language', 'In-Reply-To', 'References']

const WIDTH = 72

const inThread = promisify(sign)

const nameOf = (field: string) => field.slice(0, field.indexOf(':')).trimEnd().toLowerCase()

/** `text` in lines of a folded header, broken at blanks. */
function folded(text: string): string {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.join('\r\n ')
}

/** The fields that `h` names, from the bottom; a name that is there no more stands for nothing (RFC 6376 §5.4.2). */
function chosen(fields: string[], names: string[]): string[] {
  const left = new Map<string, string[]>()
  for (const field of fields) left.set(nameOf(field), [...(left.get(nameOf(field)) ?? []), field])
  return names.flatMap((name) => left.get(name.toLowerCase())?.pop() ?? [])
}

/**
 * The mail with a DKIM-Signature in front (RFC 6376, relaxed/relaxed, rsa-sha256, the whole body). Line ends become CRLF
 * first: what is signed is what goes over the wire. No `t=`: verifiers refuse one that is ahead of their clock.
 */
export async function signed(bytes: Buffer, { domain, selector, key }: SigningKey): Promise<Buffer> {
  const mail = wholeLines(bytes)
  const { fields, body } = parted(mail)
  const times = (name: string) => fields.filter((field) => nameOf(field) === name.toLowerCase()).length
  const names = [
    ...GUARDED.flatMap((name) => Array<string>(times(name) + 1).fill(name)),
    ...SIGNED.flatMap((name) => Array<string>(times(name)).fill(name)),
  ]
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')
  const tags = `v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};`
  const field = folded(`DKIM-Signature: ${tags} h=${names.join(' :')}; bh=${bodyHash}; b=`)
  const hashed = [...chosen(fields, names), field].map(relaxedHeader).join('\r\n')
  // In a thread of its own: it costs more than all the rest of a mail.
  const value = (await inThread('sha256', Buffer.from(hashed, 'latin1'), key)).toString('base64')
  const lines = value.match(/.{1,72}/g)?.join('\r\n ') ?? ''
  return Buffer.concat([Buffer.from(`${field}\r\n ${lines}\r\n`, 'latin1'), mail])
}
