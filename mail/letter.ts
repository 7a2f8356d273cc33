import { zoneOf } from '../core/time/zone.ts'
import { addressHash } from '../store/address-hash.ts'
import type { Db } from '../store/database.ts'
import { readTemplate } from '../store/releases.ts'
import { compose, messageIdOf } from './compose.ts'
import type { CompiledTemplate } from './compile-template.ts'
import type { LetterBase } from './deps.ts'
import { keyFor } from './dkim/signing.ts'
import { plainLinks, trackedLinks } from './links.ts'
import type { ClaimedMail } from './readers.ts'
import { leavesNothing, renderTemplate } from './render-template.ts'
import { asciiAddress, type FromWhom, senderOf } from './sender-of.ts'
import { linksOf, varsOf } from './vars.ts'
import { signVerp } from './verp.ts'

/** A mail as it will go over the wire, and what the ledger keeps of it. */
export interface ReadyLetter {
  from: string
  to: string
  bytes: Buffer
  messageId: string
  /** Where its tracked links lead, by number. */
  urls: string[]
  addressHash: string
}

/** A mail whose own words are all left out for this reader: pictures and the layout's words alone never go. */
class NothingLeft extends Error {}

const templates = new Map<string, CompiledTemplate>()
const CACHE = 500

async function templateOf(db: Db, hash: string): Promise<CompiledTemplate> {
  const known = templates.get(hash)
  if (known) return known
  const template = await readTemplate<CompiledTemplate>(db, hash)
  if (templates.size > CACHE) templates.clear()
  templates.set(hash, template)
  return template
}

/**
 * Fills, composes and signs one mail.
 * @throws UnsignedSender where it may not go unsigned; else whatever its template throws for this reader, see `reasonOf`
 */
export async function writeLetter(
  db: Db,
  mail: ClaimedMail,
  { base: common, now }: { base: LetterBase; now: number },
): Promise<ReadyLetter> {
  const { message, release, lead, seller } = mail
  const template = await templateOf(db, message.template_hash ?? '')
  const from = senderOf(release, message.sender, mail.from)
  const base = { ...common, publicUrl: from.links ?? common.publicUrl }
  const key = keyFor(common.signing, from, message.kind)
  const links = linksOf(mail, base)
  const book = seller
    ? plainLinks()
    : trackedLinks({
        ...base,
        key: message.key,
        campaign: message.kind === 'marketing' ? message.template : null,
      })
  const zone = seller?.zone ?? zoneOf({ ...lead, company: mail.account }, release.defaults.zone).zone
  const vars = varsOf(mail, { from, links, base })
  const around = { link: book.link, lang: template.lang, zone }
  if (leavesNothing(template, vars, around)) throw new NothingLeft()
  const words = renderTemplate(template, vars, around)
  if (words.text === '') throw new NothingLeft()
  const address = seller?.email ?? lead?.email ?? ''
  const messageId = messageIdOf(message.key, from.address)
  const bytes = await compose({
    messageId,
    date: now,
    from,
    to: { name: seller?.name ?? lead?.name ?? null, address },
    words,
    lang: template.lang,
    template: message.template,
    topic: message.topic,
    kind: message.kind,
    unsubscribe: links.unsubscribe,
    automatic: seller ? 'auto-generated' : message.source === 'form' ? 'auto-replied' : null,
    key,
    ...(common.marks && { marks: common.marks(messageId.slice(1, messageId.indexOf('@'))) }),
  })
  return {
    from: envelopeOf(from, messageId, base.secret),
    to: asciiAddress(address),
    bytes,
    messageId,
    urls: book.urls,
    addressHash: addressHash(address),
  }
}

/** The envelope sender: a token that only we can make and that tells the mail, where the sender has a domain for bounces. */
function envelopeOf({ address, bounces }: FromWhom, messageId: string, secret: string): string {
  const id = /^<([0-9a-f]{32})@/.exec(messageId)?.[1]
  return bounces && id ? `${signVerp(secret, id)}@${bounces}` : address
}

/** Why a template could not be filled, in words that hold nothing of the reader. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : ''
  const missing = /undefined variable: ([\w.[\]]{1,100})/.exec(text)?.[1]
  if (missing) return `template: no value for ${missing}`
  if (error instanceof NothingLeft) return 'template: nothing of it is left for this reader'
  if (/limit exceeded/.test(text)) return 'template: asks for too much work'
  if (/neither http/.test(text)) return 'template: a link leads nowhere'
  const line = /line:(\d+)/.exec(text)?.[1]
  return line ? `template: fails in line ${line}` : 'template: cannot be filled'
}
