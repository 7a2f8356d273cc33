import { getDomain } from 'tldts'
import { PUBLIC_DOMAINS } from './public-domains.ts'
import { LIMITS } from '../limits.ts'

/** Characters that a URL would read as something else than a host. */
const FOREIGN = /[\s/\\?#@:%[\]<>^|]/

/**
 * A domain as it goes over the wire: lower case A-labels (`почта.рф` → `xn--80a1acny.xn--p1ai`). Null for what is no domain
 * of the public net: an address literal, one label, over 253 octets, a label over 63 or with a hyphen at its end.
 */
export function normalDomain(text: string): string | null {
  if (text.length > 255 || FOREIGN.test(text) || !URL.canParse(`http://${text}`)) return null
  const domain = new URL(`http://${text}`).hostname
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  const good = labels.every(
    (label) => label.length <= LIMITS.domainLabel && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label),
  )
  return good && labels.length > 1 && !/^\d+$/.test(last) && domain.length <= LIMITS.domain ? domain : null
}

/** The domain that somebody registered: `sales.example.co.uk` → `example.co.uk`; null for a public suffix. */
const registered = (domain: string): string | null => getDomain(domain, { allowPrivateDomains: true })

/** Whether anybody can have a mailbox there, so that it stands for no company. Subdomains too. */
export function publicDomain(domain: string): boolean {
  const name = normalDomain(domain.trim())
  return name !== null && (PUBLIC_DOMAINS.has(name) || PUBLIC_DOMAINS.has(registered(name) ?? ''))
}
