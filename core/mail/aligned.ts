import { getDomain } from 'tldts'

/** The domain that somebody registered: `works.example` of `mail.works.example`. */
export const organisation = (domain: string): string =>
  getDomain(domain, { allowPrivateDomains: true }) ?? domain

/** Whether two domains (A-labels) are one in the eyes of DMARC: of one organisation (relaxed), or the same (strict). */
export const aligned = (one: string, other: string, mode: 'relaxed' | 'strict' = 'relaxed'): boolean =>
  one === other || (mode === 'relaxed' && organisation(one) === organisation(other))
