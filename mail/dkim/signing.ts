import { aligned } from '../../core/mail/aligned.ts'
import type { Sender } from '../../core/release/release.ts'
import { asciiAddress } from '../sender-of.ts'
import type { KeyRing } from './keys.ts'
import type { SigningKey } from './sign.ts'

/** What signs mail, and whether marketing mail may go without. */
export interface Signing {
  keys: KeyRing
  unsigned: 'allow' | 'refuse'
}

/** Marketing mail that nobody here can sign for the domain it is from. */
export class UnsignedSender extends Error {}

/** The domain that signs for a sender, as A-labels: its own by `dkim.domain`, else that of its address. */
export function signingDomain({ address, dkim }: Pick<Sender, 'address' | 'dkim'>): string {
  const from = asciiAddress(`x@${dkim?.domain ?? address.slice(address.lastIndexOf('@') + 1)}`)
  return from.slice(from.lastIndexOf('@') + 1)
}

/** The key of a sender; null where none is there, or it would sign for a domain that mailbox providers do not count. */
export function signingKey(keys: KeyRing, sender: Pick<Sender, 'address' | 'dkim'>): SigningKey | null {
  const domain = signingDomain(sender)
  const from = signingDomain({ address: sender.address })
  return aligned(domain, from) ? keys.find(domain, sender.dkim?.selectors ?? []) : null
}

/**
 * What signs one mail.
 * @returns null: it goes unsigned. @throws UnsignedSender where marketing mail may not
 */
export function keyFor(
  signing: Signing | undefined,
  sender: Pick<Sender, 'address' | 'dkim'>,
  kind: 'service' | 'marketing',
): SigningKey | null {
  if (!signing) return null
  const key = signingKey(signing.keys, sender)
  if (!key && kind === 'marketing' && signing.unsigned === 'refuse') throw new UnsignedSender()
  return key
}
