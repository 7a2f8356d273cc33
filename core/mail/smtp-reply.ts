import type { Duration } from '../language/durations.ts'
import { LIMITS } from '../limits.ts'

/**
 * What a reply means for the mail. `accepted`: taken, not yet delivered · `deferred`: try later · `hard`: this mailbox takes no mail ·
 * `sender-fault`: refused because of us, never the lead's doing · `content`: this mail is at fault · `unknown`: perhaps taken.
 */
export type ReplyClass = 'accepted' | 'deferred' | 'hard' | 'sender-fault' | 'content' | 'unknown'

/** A reply as the transport saw it. Without `code` the connection broke or timed out. */
export interface SmtpReply {
  code?: number
  text?: string
  /** The whole body was offered before the reply was due: after that a silence may be a yes. */
  bodyOffered: boolean
}

/** After so many refusals within so long the address is suppressed; once is at once. */
export interface Strikes {
  count: number
  within: Duration
}

export interface JudgedReply {
  class: ReplyClass
  /** The enhanced code (RFC 3463) if there is one, else the basic one. Holds nothing personal. */
  code: string | null
  /** Null: such a reply never suppresses. */
  strikes: Strikes | null
}

const ONCE: Strikes = { count: 1, within: '30 days' }
const DISABLED: Strikes = { count: 2, within: '7 days' }
const FULL: Strikes = { count: 5, within: '30 days' }
const DOUBTFUL: Strikes = { count: 3, within: '30 days' }

/** All that can speak against an address, by name; each has its own count. */
export const STRIKES = { gone: ONCE, disabled: DISABLED, doubtful: DOUBTFUL, soft: FULL } as const

// The code stands right after the basic one; an address or a host later in the text is none.
const ENHANCED = /^\s*(?:\d{3}[ -])?\s*[#(]*([245]\.\d{1,3}\.\d{1,3})(?![.\d])/

const NOBODY =
  /user (?:is )?(?:unknown|not found)|unknown (?:user|recipient|mailbox|local|address)|no such (?:user|mailbox|recipient|address|person)|(?:user|mailbox|recipient|address|account)[^.]{0,40}(?:does ?n[o']t exist|not found|unavailable|unknown|invalid)|invalid (?:mailbox|recipient|address)|does ?n[o'’]t have an? .{0,40}?account|нет такого|не существует/i
/** Of the reader's mailbox, and not of us, although it may say “blocked”. */
const SHUT =
  /(?<!your |sender |sending )\b(?:mailbox|account|user|recipient)(?: account| address)? (?:(?:is|was|has been) (?:temporarily )?)?(?:inactive|disabled|suspended|deactivated|terminated)|(?<!your |sender |sending )\b(?:mailbox|account|user|recipient) (?:is|was|has been) (?:temporarily )?(?:blocked|locked)|ящик (?:заблокирован|отключ)/i
const OURS =
  /spam|block|black ?list|\brbl\b|\bdnsbl|spamhaus|reputation|policy|dmarc|dkim|\bspf\b|unauthenticated|not authorized|reverse dns|ptr record|banned|rejected due to|abuse/i
const TOO_BIG = /size|too (?:big|large|long)|exceeds? .{0,30}limit|maximum message/i
const NO_ROOM = /quota|full|insufficient|over ?limit|storage/i

type Meaning = Pick<JudgedReply, 'class' | 'strikes'>
const deferred = (strikes: Strikes | null = null): Meaning => ({ class: 'deferred', strikes })
const hard = (strikes: Strikes): Meaning => ({ class: 'hard', strikes })
const ours: Meaning = { class: 'sender-fault', strikes: null }
const content: Meaning = { class: 'content', strikes: null }
const accepted: Meaning = { class: 'accepted', strikes: null }

/** Codes that say exactly what is wrong. */
const EXACT: Record<string, Meaning> = {
  '5.1.1': hard(ONCE),
  '5.1.2': hard(ONCE),
  '5.1.3': hard(ONCE),
  '5.1.6': hard(ONCE),
  '5.1.10': hard(ONCE),
  '5.1.7': ours,
  '5.1.8': ours,
  '5.2.1': hard(DISABLED),
  '5.2.2': deferred(FULL),
  '4.2.2': deferred(FULL),
  '5.2.3': content,
  '5.3.4': content,
}

/** What the text says where the code says only that it failed. */
function byText(text: string): Meaning | null {
  if (SHUT.test(text)) return hard(DISABLED)
  if (OURS.test(text)) return ours
  return NOBODY.test(text) ? hard(ONCE) : null
}

function byEnhanced(code: string, text: string): Meaning {
  const exact = Object.hasOwn(EXACT, code) ? EXACT[code] : undefined
  if (exact) return exact
  if (code.startsWith('2.')) return accepted
  if (code.startsWith('4.')) return deferred()
  const subject = code.split('.')[1]
  // 5: we spoke the protocol wrong; 7: policy and security.
  if (subject === '5' || subject === '7') return ours
  if (subject === '6') return content
  return byText(text) ?? hard(DOUBTFUL)
}

function byBasic(code: number, text: string): Meaning {
  if (code < 400) return accepted
  if (code === 452) return deferred(NO_ROOM.test(text) ? FULL : null)
  if (code < 500) return deferred()
  if (code === 552) return NO_ROOM.test(text) && !TOO_BIG.test(text) ? deferred(FULL) : content
  // 500 to 504 and 555: our commands; 530 to 538: our login.
  if (code <= 504 || code === 555 || (code >= 530 && code <= 538)) return ours
  if (code === 521 || code === 556) return hard(ONCE)
  const said = byText(text)
  if (said) return said
  return code === 554 ? ours : hard(DOUBTFUL)
}

/**
 * Judges a reply: the enhanced code first (RFC 3463), also where the basic one disagrees, then the basic code with
 * its text, then its first digit (RFC 5321 §4.2.1). A silence after the whole body is `unknown`, before it `deferred`.
 */
export function classifyReply({ code, text = '', bodyOffered }: SmtpReply): JudgedReply {
  if (code === undefined || code < 200 || code > 599)
    return { class: bodyOffered ? 'unknown' : 'deferred', code: null, strikes: null }
  // Of an address that holds the word "spam" nothing follows.
  const said = text.slice(0, LIMITS.reply).replace(/\S+@\S+/g, ' ')
  const enhanced = ENHANCED.exec(text.slice(0, LIMITS.reply))?.[1]
  const meaning = enhanced ? byEnhanced(enhanced, said) : byBasic(code, said)
  return { ...meaning, code: enhanced ?? String(code) }
}
