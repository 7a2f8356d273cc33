import { Resolver } from 'node:dns/promises'

/** Asks for the mail exchangers of a domain, the preferred one first; none: an empty list. Throws where nobody answers. */
export type MxLookup = (domain: string) => Promise<string[]>

/** Machine time. */
const TIMEOUT_MS = 1_500
/** The answer is sure: the domain is not there, or names no exchanger. */
const NONE = new Set(['ENODATA', 'ENOTFOUND'])

/** Asks the DNS, once, for a second and a half at most. */
export const dnsLookup: MxLookup = async (domain) => {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 })
  try {
    const found = await resolver.resolveMx(domain)
    return found.toSorted((a, b) => a.priority - b.priority).map((one) => one.exchange.toLowerCase())
  } catch (error) {
    if (NONE.has((error as { code?: string }).code ?? '')) return []
    throw error
  }
}
