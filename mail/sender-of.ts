import { domainToASCII } from 'node:url'
import type { Release, SenderKeys } from '../core/release/release.ts'
import { oneLine } from './render-template.ts'

/** Who a mail is from, as its headers say. */
export interface FromWhom {
  name: string
  address: string
  replyTo: { name: string; address: string }
  /** Start of the links, where the sender has its own. */
  links?: string
  /** The domain of the envelope sender, where that is not the address itself. */
  bounces?: string
  /** Which keys may sign it. */
  dkim?: SenderKeys
}

/** A seller in whose name a mail is sent; `sender` names an entry of `marketing/senders.ts` of his own. */
export interface InName {
  name: string
  email: string
  sender: string | null
}

/** A domain that is its own form in ASCII, as nearly all are. */
const PLAIN_DOMAIN = /^(?!.*xn--)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}$/

/** An address with its domain as A-labels. */
export function asciiAddress(address: string): string {
  const at = address.lastIndexOf('@')
  if (PLAIN_DOMAIN.test(address.slice(at + 1))) return address
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`
}

/**
 * The sender of a mail. In a seller's name it goes from the seller's own identity if there is one, else from the
 * sequence's sender with the seller's name; answers go to the seller (rule 14 of the language).
 */
export function senderOf(release: Release, senderName: string | null, seller: InName | null): FromWhom {
  const { senders, defaults } = release
  const own = seller?.sender && Object.hasOwn(senders, seller.sender) ? senders[seller.sender] : undefined
  const named = senderName && Object.hasOwn(senders, senderName) ? senders[senderName] : undefined
  const sender = own ?? named ?? senders[defaults.sender]
  if (!sender) throw new Error('marketing/senders.ts has no default sender')
  const name = oneLine(seller ? seller.name : sender.name)
  const answers = seller
    ? { name, address: seller.email }
    : { name, address: sender.replyTo ?? sender.address }
  return {
    name,
    address: asciiAddress(sender.address),
    replyTo: { name: answers.name, address: asciiAddress(answers.address) },
    ...(sender.links && { links: sender.links.replace(/\/+$/, '') }),
    ...(sender.bounces && { bounces: sender.bounces }),
    ...(sender.dkim && { dkim: sender.dkim }),
  }
}
