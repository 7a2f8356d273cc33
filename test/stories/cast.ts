import type { Ids } from './by-core.ts'
import { SELLERS, type Story } from './story.ts'

/** A story with its people known to a system: their ids there, and the mail domain that makes them a company. */
export interface Cast {
  story: Story
  domain: string
  ids: Ids
}

export const SELLER_DOMAIN = 'verstak.example'
export const sellerEmail = (name: string): string => `${name}@${SELLER_DOMAIN}`
export const emailOf = (cast: Pick<Cast, 'domain'>, name: string): string => `${name}@${cast.domain}`

/** What a system is told of a seller. */
export const sellerAsked = (name: (typeof SELLERS)[number]) => ({
  email: sellerEmail(name),
  name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
  zone: 'UTC',
  lang: 'en',
  ...(name === 'petrov' && { head: sellerEmail('karpova') }),
})

/** Sellers in the order in which they can be made: a head before those who are led. */
export const HIRED = ['karpova', 'petrov'] as const satisfies readonly (typeof SELLERS)[number][]

/** What a system is told of each person of a story, with the company around. */
export function peopleAsked({ story, domain }: Pick<Cast, 'story' | 'domain'>) {
  const main = story.mainContact ?? Object.keys(story.people)[0]
  return Object.entries(story.people).map(([name, { role, interest }]) => ({
    who: name,
    lead: {
      email: emailOf({ domain }, name),
      name: `${name[0]?.toUpperCase()}${name.slice(1)} Berg`,
      zone: 'UTC',
      lang: 'en',
      ...(role && { role }),
      ...(interest && { fields: { interest: [...interest] } }),
      account: { domain, name: domain, owner: sellerEmail('petrov'), mainContact: name === main },
      consents: [{ purpose: 'marketing' as const, source: 'story', text: 'Send me know-how by email' }],
    },
  }))
}
