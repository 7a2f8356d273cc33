import { remembered } from './remembered.ts'
import { signToken } from './tokens.ts'

/** A link whose address is not one that may stand in a mail. */
export class LinkRefused extends Error {
  constructor() {
    super('a link is neither http, https, mailto nor tel')
    this.name = 'LinkRefused'
  }
}

/** Where a link leads and what is said about it to the site behind it. */
interface LinkBook {
  /** Writes one link: what stands in the mail instead of it. @throws LinkRefused */
  link(url: string): string
  /** Where the tracked ones lead, by their number. */
  urls: string[]
}

interface Track {
  publicUrl: string
  secret: string
  key: string
  /** Name of the template, for `utm_campaign`; null: no campaign marks. */
  campaign: string | null
  /** The links of the mail as it left, where it is shown once more: none is added to them. */
  sent?: readonly string[]
}

/** Collects the links of one mail. Each becomes a signed one that leads only to what is stored under its number. */
export function trackedLinks({ publicUrl, secret, key, campaign, sent }: Track): LinkBook {
  const urls: string[] = []
  return {
    urls,
    link(url) {
      const safe = checkedUrl(url)
      if (!/^https?:/i.test(safe) || safe.startsWith(`${publicUrl}/m/`)) return safe
      const marked = campaign === null ? safe : withCampaign(safe, campaign)
      const known = (sent ?? urls).indexOf(marked)
      if (sent && known < 0) return safe
      const index = known >= 0 ? known : urls.push(marked) - 1
      return `${publicUrl}/m/c/${signToken(secret, 'click', [key, index])}`
    },
  }
}

const checkedUrl = remembered((text) => {
  const url = text.trim()
  if (url.startsWith('#')) return url
  const parsed = URL.canParse(url) ? new URL(url) : null
  if (!parsed || !['http:', 'https:', 'mailto:', 'tel:'].includes(parsed.protocol)) throw new LinkRefused()
  return parsed.href
})

const withCampaign = (text: string, campaign: string): string => campaigned(`${campaign} ${text}`)

/** A campaign is the name of a template and holds no blank. */
const campaigned = remembered((both) => {
  const blank = both.indexOf(' ')
  const [campaign, text] = [both.slice(0, blank), both.slice(blank + 1)]
  const url = new URL(text)
  if ([...url.searchParams.keys()].some((name) => name.startsWith('utm_'))) return text
  url.searchParams.set('utm_source', 'kindling')
  url.searchParams.set('utm_medium', 'email')
  url.searchParams.set('utm_campaign', campaign)
  return url.href
})

/** Links as they are, checked: for mail to our own people, and for previews. */
export const plainLinks = (): LinkBook => ({ urls: [], link: checkedUrl })
