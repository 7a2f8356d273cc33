import { LIMITS } from '../../limits.ts'
import { classifyReply } from '../smtp-reply.ts'

/**
 * What became of the mail to one address. `hard`: nobody is there · `soft`: not this time; counts by rule · `sender`: refused because of us or
 * of this mail, never the lead's doing · `delayed`: still on its way · `unknown`: not delivered, nobody says why.
 */
export type RecipientClass = 'hard' | 'soft' | 'sender' | 'delayed' | 'unknown'

/** One address of a report. `address` is null where it was blacked out; `status` as in RFC 3463, else the basic code, else null. */
export interface IncomingRecipient {
  address: string | null
  class: RecipientClass
  status: string | null
}

const STATUS = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)/
// A reply of a server inside of other words: `said: 550-5.1.1 …`, `#550 5.1.1 …`, `(reason: 550 …)`.
const REPLY = /(?:^|[\s:;"'(<#])([45]\d\d)(?:[ :-]+[#(]*([45]\.\d{1,3}\.\d{1,3})(?!\.?\d)|(?=[\s:;,)#-]))/

const NOBODY =
  /unknown|no such|not found|n[o']t exist|not listed in|couldn't be found|wasn't found|no mailbox|inactive|recipnotfound|unrouteable address|not a valid|нет такого|не существует|не найден|inconnu|unbekannt|nicht gefunden|existiert nicht|n'existe pas|no existe|desconocid|inesistente/i
const NO_DOMAIN =
  /(?:domain|host)(?: or domain)?(?: name)? (?:does ?n[o']t exist|(?:could ?n[o']t be |was ?n[o']t |not )found)|nxdomain|no such (?:domain|host)|unrouteable (?:mail domain|address)|non-existent hosts|couldn't find any host/i
const FULL =
  /quota|mailbox (?:is )?full|full mailbox|over ?limit|insufficient (?:disk|storage|system storage)|переполнен|voll\b|plein|exceeded storage/i
const EXPIRED =
  /retry time(?:out)? exceeded|retry time not reached|expired|timed out|too long|не удалось .{0,40}в течение/i

interface Said {
  basic: number | null
  enhanced: string | null
  words: string
}

function saidIn(text: string): Said {
  const found = REPLY.exec(text)
  if (!found) {
    const enhanced = STATUS.exec(text)
    return { basic: null, enhanced: enhanced?.[1] ?? null, words: text }
  }
  return { basic: Number(found[1]), enhanced: found[2] ?? null, words: text.slice(found.index) }
}

// X.5.0 too: Outlook.com says it of mailboxes that are not there.
const generic = (status: string | null): boolean => status === null || /^\d\.(?:0\.\d+|5\.0)$/.test(status)

/** Class and code of one refusal. `status` is the field of a report (RFC 3464 §2.3.4), `words` what a server said, in any style. */
export function judgeRefusal(status: string | null, words: string): Omit<IncomingRecipient, 'address'> {
  const text = words.slice(0, LIMITS.reply).replace(/\s+/g, ' ')
  const given = status === null ? null : (STATUS.exec(status)?.[1] ?? null)
  const said = saidIn(text)
  // The far server's own code says most: relays put 5.1.1 or 5.0.0 over whatever they were told.
  const code = !generic(said.enhanced) ? said.enhanced : (given ?? said.enhanced)
  const shown = code ?? (said.basic === null ? null : String(said.basic))
  return { class: classOf(code, given, said, text), status: shown }
}

function classOf(code: string | null, given: string | null, said: Said, text: string): RecipientClass {
  const spoken = said.words.replace(/\S+@\S+/g, ' ')
  const lasting = !code?.startsWith('4.') && !(code === null && said.basic !== null && said.basic < 500)
  // What is policy (RFC 3463 §3.8) is about us, also where they gave up only after days.
  if (code !== null && /^[45]\.7\./.test(code)) return 'sender'
  if (code === '4.4.7' || code === '5.4.7') return 'soft'
  if (lasting && generic(code) && FULL.test(spoken)) return 'soft'
  if (lasting && (generic(code) || code?.startsWith('5.4.')) && NO_DOMAIN.test(spoken)) return 'hard'
  if (code === null && said.basic === null) return byWords(spoken)
  const bare =
    text === '' ? null : classifyReply({ code: 550, text: `550 ${plain(said.words)}`, bodyOffered: true })
  const relayed = code !== null && code === given && said.enhanced === null
  if (relayed && bare?.class === 'sender-fault' && !NOBODY.test(spoken)) return 'sender'
  const basic = code === null ? (said.basic ?? 550) : Number(code[0]) * 100 + 50
  const judged = classifyReply({
    code: basic,
    text: `${basic} ${code ?? ''} ${plain(said.words)}`,
    bodyOffered: true,
  })
  if (judged.class === 'deferred') return 'soft'
  if (judged.class === 'sender-fault')
    return code === null || !generic(code) ? 'sender' : byWords(spoken, 'sender')
  if (judged.class === 'content') return 'sender'
  if (judged.class !== 'hard') return 'unknown'
  // Three strikes mean that the code alone does not tell.
  if ((judged.strikes?.count ?? 3) < 3) return 'hard'
  return generic(code) ? byWords(spoken) : NOBODY.test(spoken) ? 'hard' : 'soft'
}

const plain = (words: string): string =>
  words
    .replace(/^[\s:;"'(<#]+/, '')
    .replace(/^[45]\d\d[ :-]*/, '')
    .replace(/^[#(]*[45]\.\d{1,3}\.\d{1,3}\S?/, '')

function byWords(words: string, otherwise: RecipientClass = 'unknown'): RecipientClass {
  if (FULL.test(words)) return 'soft'
  const said = classifyReply({ code: 550, text: `550 ${plain(words)}`, bodyOffered: true })
  if (said.class === 'sender-fault') return 'sender'
  if (said.class === 'hard' && said.strikes?.count === 1) return 'hard'
  if (NOBODY.test(words) || NO_DOMAIN.test(words)) return 'hard'
  return EXPIRED.test(words) ? 'soft' : otherwise
}
