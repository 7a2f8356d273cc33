import type { Release } from '../core/release/release.ts'
import { firstName } from './first-name.ts'
import type { LinkBase } from './deps.ts'
import type { ClaimedMail, SellerRow } from './readers.ts'
import type { FromWhom } from './sender-of.ts'
import { type Purpose, signToken } from './tokens.ts'

type Vars = Record<string, unknown>

/** A page that a mail opens, and for whom: a seller, or the lead itself. `until`: epoch ms of business time. */
interface PageVar {
  page: 'offer' | 'handoff' | 'sign-in' | 'call' | 'check'
  id: string
  seller?: string
  lead?: string
  until: number
}

/** A consent that the mail asks to confirm. The link is made as the mail leaves: none is kept. */
interface ConfirmVar {
  ask: string
}

const PAGES: Record<PageVar['page'], { path: string; purpose: Purpose }> = {
  offer: { path: 'o', purpose: 'offer' },
  handoff: { path: 'h', purpose: 'handoff' },
  'sign-in': { path: 'my/in', purpose: 'sign-in' },
  call: { path: 'c', purpose: 'call' },
  check: { path: 'q', purpose: 'check' },
}

/** The links that every mail may hold; those of marketing mail to a lead are null elsewhere. */
export interface MailLinks {
  unsubscribe: string | null
  preferences: string | null
  open: string | null
  /** The same mail as a page; null in mail to a seller, and in that page itself. */
  browser: string | null
}

const LEAD_MAIL = { unsubscribe: null, preferences: null, open: null, browser: null } as const

/** How long a mail can be read as a page, in business ms: who has the link can read it. */
const VIEW_MS = 90 * 24 * 3_600_000

/** Links of one mail to a lead; a seller's mail is neither counted nor unsubscribed from. */
export function linksOf(
  { message, lead }: Pick<ClaimedMail, 'message' | 'lead'>,
  { publicUrl, secret }: LinkBase,
): MailLinks {
  if (message.seller_id || !lead) return LEAD_MAIL
  const marketing = message.kind === 'marketing'
  return {
    unsubscribe: marketing ? `${publicUrl}/m/u/${signToken(secret, 'unsubscribe', [message.key])}` : null,
    preferences: `${publicUrl}/m/p/${signToken(secret, 'preferences', [lead.id, message.key])}`,
    open: `${publicUrl}/m/o/${signToken(secret, 'open', [message.key])}.gif`,
    browser: mayBeViewed(message)
      ? `${publicUrl}/m/v/${signToken(secret, 'view', [message.key], message.queued_at + VIEW_MS)}`
      : null,
  }
}

/** Whether a mail may be a page: not if its own button says yes for the reader, for a page is passed on. */
export const mayBeViewed = ({ vars }: Pick<ClaimedMail['message'], 'vars'>): boolean =>
  vars.confirm === undefined

const none = (names: string[]): Vars => Object.fromEntries(names.map((name) => [name, null]))

const person = (seller: SellerRow | null): Vars => ({
  name: seller?.name ?? null,
  firstName: firstName(seller?.name ?? null),
  email: seller?.email ?? null,
  phone: seller?.phone ?? null,
})

/** Everything that a template can say, by name. What is not known is null; what does not exist is an error. */
export function varsOf(
  mail: ClaimedMail,
  { from, links, base }: { from: FromWhom; links: MailLinks; base: LinkBase },
): Vars {
  const { message, release, owner, seller } = mail
  const { lead, account, ...own } = message.vars
  const page = own.page as PageVar | undefined
  const confirm = own.confirm as ConfirmVar | undefined
  return {
    ...thingVars(release, mail),
    entry: mail.entry,
    lead: { ...leadVars(mail), ...(lead as Vars | undefined) },
    account: { ...accountVars(mail), ...(account as Vars | undefined) },
    owner: person(owner),
    seller: person(mail.from ?? owner),
    reader: seller?.name ?? mail.lead?.name ?? null,
    sender: { name: from.name, address: from.address },
    topic: {
      name: message.topic,
      label: labelOf(release, message.topic, message.lang ?? release.defaults.lang),
    },
    kind: message.kind,
    lang: message.lang ?? release.defaults.lang,
    links,
    site: base.publicUrl,
    ...own,
    ...(page && { page: { ...page, url: pageUrl(page, base) } }),
    ...(confirm && { confirm: { ...confirm, url: confirmUrl(confirm, base) } }),
  }
}

const pageUrl = ({ page, until, ...grant }: PageVar, { publicUrl, secret }: LinkBase): string =>
  `${publicUrl}/${PAGES[page].path}/${signToken(secret, PAGES[page].purpose, grant, until)}`

// When it ends stands in the store, so that a late click is told what happened and not that the link is forged.
const confirmUrl = ({ ask }: ConfirmVar, { publicUrl, secret }: LinkBase): string =>
  `${publicUrl}/m/a/${signToken(secret, 'consent', [ask])}`

function leadVars({ release, lead, seller }: ClaimedMail): Vars {
  const {
    name = null,
    title = null,
    role = null,
    lang = null,
    city = null,
    region = null,
    country = null,
  } = lead ?? {}
  const shown = { name, firstName: firstName(name), title, role, lang, city, region, country }
  // How to reach a lead is for the one who has the lead: the hand-off says it itself.
  const address = seller ? {} : { email: lead?.email ?? null, phone: lead?.phone ?? null }
  return { ...none(release.fields.lead), ...shown, ...address, ...(seller ? {} : lead?.fields) }
}

function accountVars({ release, account }: ClaimedMail): Vars {
  const { name = null, domain = null, country = null } = account ?? {}
  return { ...none(release.fields.account), name, domain, country, ...account?.fields }
}

function thingVars(release: Release, { thing, thingValues }: ClaimedMail): Vars {
  const kinds = Object.fromEntries(
    Object.entries(release.things).map(([kind, fields]) => [kind, { id: null, ...none(fields) } as Vars]),
  )
  if (!thing) return kinds
  const colon = thing.indexOf(':')
  const [kind, id] = [thing.slice(0, colon), thing.slice(colon + 1)]
  const known = Object.fromEntries(
    Object.entries(thingValues)
      .filter(([path]) => path.startsWith(`${kind}.`))
      .map(([path, value]) => [path.slice(kind.length + 1), value ?? null]),
  )
  return { ...kinds, [kind]: { ...kinds[kind], ...known, id } }
}

function labelOf(release: Release, topic: string | null, lang: string): string {
  const label = topic && Object.hasOwn(release.topics, topic) ? release.topics[topic]?.label : undefined
  return label?.[lang] ?? label?.[release.defaults.lang] ?? label?.en ?? topic ?? ''
}
