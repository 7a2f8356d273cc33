import { normalDomain } from './domain.ts'
import { LIMITS } from '../limits.ts'

// What the HTML standard lets a person type, and mail servers take without quoting.
const ATOMS = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/

const refused = (reason: string) => ({ ok: false as const, reason })

/**
 * An address in the one form in which it is stored and compared: trimmed, NFC, lower case, the domain as A-labels (`.рф` too).
 * Refused are control and invisible characters (also at the ends: they could open a second header), quoted names, letters before
 * the @ that need SMTPUTF8, more than 64 or 254 octets. `reason` is a sentence for the sender and never holds the address.
 */
export function normalEmail(text: string): { ok: true; email: string } | { ok: false; reason: string } {
  if (text.length > 1_000) return refused('The address is longer than 254 characters.')
  // Blanks at the ends are slips of a hand; line ends are not.
  const trimmed = text.replace(/^[\p{Zs}\t\ufeff]+|[\p{Zs}\t\ufeff]+$/gu, '').normalize('NFC')
  if (/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(trimmed)) return refused('The address holds a control character.')
  const at = trimmed.lastIndexOf('@')
  if (at < 0) return refused('The address has no @.')
  const local = trimmed.slice(0, at).toLowerCase()
  if (/[^\u0020-\u007e]/.test(local))
    return refused('Only Latin letters, digits and signs may stand before the @.')
  if (!ATOMS.test(local)) return refused('The part before the @ is not a plain mailbox name.')
  if (local.length > LIMITS.emailLocal) return refused('The part before the @ is longer than 64 characters.')
  const domain = normalDomain(trimmed.slice(at + 1))
  if (domain === null) return refused('The part after the @ is not a domain.')
  const email = `${local}@${domain}`
  return email.length > LIMITS.email
    ? refused('The address is longer than 254 characters.')
    : { ok: true, email }
}
