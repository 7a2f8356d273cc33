import { type Ready, Refused } from './connect.ts'
import type { Reply } from './talk.ts'

const CHUNK = 64 * 1024
const CRLF = Buffer.from('\r\n', 'latin1')
const END = Buffer.from('.\r\n', 'latin1')
const DOT = Buffer.from('.', 'latin1')
const DOTTED = Buffer.from('\r\n.', 'latin1')

/** How much of the body went to the server when the mail ended: decides whether it may be sent again. */
export type Offered = 'none' | 'part' | 'whole'

/** Kept while a mail is offered, so that whoever asks afterwards knows how far it came. */
export interface Progress {
  offered: Offered
  /** `may` said no: nothing was given. */
  withheld: boolean
}

interface Offer {
  from: string
  to: string
  bytes: Buffer
  may: () => Promise<boolean>
}

/**
 * Gives one mail over a ready line. Nothing of the body is given before `may` says yes: it is asked when the server has taken
 * the envelope.
 * @throws Refused, LineBroken, whatever `may` throws
 */
export async function offer({ talk, pipelining }: Ready, mail: Offer, progress: Progress): Promise<Reply> {
  const commands = [`MAIL FROM:<${mail.from}>\r\n`, `RCPT TO:<${mail.to}>\r\n`, 'DATA\r\n']
  if (commands.some((one) => /[\r\n]/.test(one.slice(0, -2))))
    throw new RangeError('a line end in an address')
  let no: Reply | null = null
  if (pipelining) talk.say(commands.join(''))
  for (const [n, command] of commands.entries()) {
    if (!pipelining) talk.say(command)
    const reply = await talk.reply()
    const fits = Math.floor(reply.code / 100) === (n === 2 ? 3 : 2)
    // The first no counts; of the rest the answers are heard, so that the line stays in step.
    if (!fits) no ??= reply
    if (no && (!pipelining || reply.code === 421)) throw new Refused(no)
    if (n === 2 && no && fits) {
      // The server waits for a body nobody will get.
      talk.close()
    }
  }
  if (no) throw new Refused(no)
  if (!(await mail.may())) {
    progress.withheld = true
    // Nothing else ends a body that is due but has not begun.
    talk.close()
    throw new Error('withheld')
  }
  await give({ talk, pipelining }, mail.bytes, progress)
  const reply = await talk.reply()
  if (reply.code < 200 || reply.code > 299) throw new Refused(reply)
  return reply
}

/**
 * The body as it goes over the wire, with its end: a line that begins with a dot gets a second one (RFC 5321 §4.5.2). The bytes
 * have CRLF at every line end.
 */
function onTheWire(bytes: Buffer): Buffer {
  const parts: Buffer[] = bytes[0] === DOT[0] ? [DOT] : []
  let from = 0
  for (let at = bytes.indexOf(DOTTED); at >= 0; at = bytes.indexOf(DOTTED, from)) {
    // Up to the dot itself, and that once more.
    parts.push(bytes.subarray(from, at + DOTTED.length), DOT)
    from = at + DOTTED.length
  }
  const ended = bytes.subarray(-2).equals(CRLF)
  return Buffer.concat([...parts, bytes.subarray(from), ended ? END : CRLF, ...(ended ? [] : [END])])
}

async function give({ talk }: Ready, body: Buffer, progress: Progress): Promise<void> {
  const bytes = onTheWire(body)
  let at = 0
  for (; bytes.length - at > CHUNK; at += CHUNK) {
    progress.offered = 'part'
    await talk.give(bytes.subarray(at, at + CHUNK))
  }
  // Once these are handed over, a silence may be a yes.
  progress.offered = 'whole'
  await talk.give(bytes.subarray(at))
}
