import { addressIn, addressesIn } from './addresses.ts'
import { COPY, DELAYED, FAILED, FINAL, SUBJECT } from './bounce-words.ts'
import { type IncomingMessage, valueOf, valuesOf } from './message.ts'
import { isNullSender, ofMachine } from './origin.ts'
import { judgeRefusal, type IncomingRecipient } from './refusal.ts'

/** A bounce in words for people. */
interface WordedBounce {
  delayed: boolean
  recipients: IncomingRecipient[]
}

const MOST_TEXT = 60_000
const MOST_RECIPIENTS = 200

/** The words of the mail program, and the copy of our mail below them. */
export function splitCopy(text: string): { said: string; copy: string } {
  const at = COPY.exec(text)?.index ?? text.length
  return { said: text.slice(0, Math.min(at, MOST_TEXT)), copy: text.slice(at, at + MOST_TEXT) }
}

// A line that opens the words on one address: `<a@b>:`, `  a@b`, `To: a@b`, `a@b<mailto:a@b>`.
const OPENS =
  /^[\s>*•-]*(?:to|кому|an|recipient|address|получатель|адрес)?:?\s*["'<(]*[^\s<>()"',;:@]{1,64}@/i

interface Found {
  address: string
  words: string
}

/** Addresses that open a line, each with all that is said of it. */
function opened(said: string, strange: (address: string) => boolean): Found[] {
  const found: Found[] = []
  for (const line of said.split('\n')) {
    const address = OPENS.test(line) ? addressesIn(line, 1)[0] : undefined
    const known = address === undefined ? undefined : found.find((one) => one.address === address)
    const last = found.at(-1)
    if (known) known.words += `\n${line}`
    else if (address !== undefined && strange(address) && found.length < MOST_RECIPIENTS)
      found.push({ address, words: line })
    else if (last) last.words += `\n${line}`
  }
  return found
}

function readersOf(message: IncomingMessage, said: string, copy: string): Found[] {
  const own = new Set([...message.to, message.from])
  const strange = (address: string) =>
    !own.has(address) && !ofMachine(address) && !/^b-[a-z2-7]{8,}@/.test(address)
  const listed = addressesIn(valuesOf(message, 'x-failed-recipients').join(', '), MOST_RECIPIENTS)
  const lines = opened(said, strange)
  if (listed.length > 0)
    return listed.map((address) => lines.find((one) => one.address === address) ?? { address, words: '' })
  if (lines.length > 0) return lines
  const anywhere = addressesIn(said, 50).filter(strange)
  if (anywhere.length > 0) return anywhere.slice(0, 1).map((address) => ({ address, words: '' }))
  const original = message.inner[0]
  const to = original ? valueOf(original, 'to') : (/^to:(.*)$/im.exec(copy)?.[1] ?? '')
  const address = addressIn(to)
  return address === null ? [] : [{ address, words: '' }]
}

/** Where several were named first and the replies stand below, as Sendmail does it: the lines that speak of this address. */
const linesOn = (address: string, said: string): string =>
  said
    .split('\n')
    .filter((line) => line.toLowerCase().includes(address))
    .join('\n')

function judged({ address, words }: Found, said: string, alone: boolean): IncomingRecipient {
  const near = judgeRefusal(null, words)
  if (near.class !== 'unknown') return { address, ...near }
  return { address, ...judgeRefusal(null, alone ? said : linesOn(address, said)) }
}

/**
 * Reads a bounce that holds no report: qmail, Exim, Exchange, Gmail and others say it in words. Null where no mail program wrote it, or it
 * says nothing of the kind. People who send bounces on to us are people.
 */
export function bounceInWords(message: IncomingMessage): WordedBounce | null {
  const listed = valueOf(message, 'x-failed-recipients') !== ''
  const automatic = /^auto-replied/i.test(valueOf(message, 'auto-submitted')) && !ofMachine(message.from)
  if (!ofMachine(message.from) && !listed && (!isNullSender(message) || automatic)) return null
  const { said, copy } = splitCopy(message.text)
  const whole = `${message.subject}\n${said}`.replaceAll('’', "'")
  const failed = FAILED.test(whole)
  const late = DELAYED.test(whole) && !FINAL.test(whole)
  const byName = ofMachine(message.from) && SUBJECT.test(message.subject)
  if (!failed && !late && !listed && !byName) return null
  const found = readersOf(message, said, copy)
  if (late)
    return {
      delayed: true,
      recipients: found.map((one) => ({ ...judged(one, said, found.length === 1), class: 'delayed' })),
    }
  const recipients = found.map((one) => judged(one, said, found.length === 1))
  return {
    delayed: false,
    recipients: recipients.length > 0 ? recipients : [{ address: null, ...judgeRefusal(null, said) }],
  }
}
