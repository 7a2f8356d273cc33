import type { LaneTerms, Release } from '../release/release.ts'

/** The lane of everybody whose mailboxes are at none of the big providers. */
export const DEFAULT_LANE = 'default'

/** A lane with all its terms. */
export type Lane = Required<LaneTerms>

/**
 * The big mailbox providers, one lane each: whoever has company mail at Google, Microsoft, Mail.ru or Yandex is counted
 * there. Rates are ours, careful ones for a good sender; no provider publishes a number.
 */
export const builtinLanes: Readonly<Record<string, Lane>> = {
  google: {
    mx: ['google.com', 'googlemail.com'],
    domains: ['gmail.com', 'googlemail.com'],
    perSecond: 20,
    connections: 10,
  },
  microsoft: {
    mx: ['mail.protection.outlook.com', 'olc.protection.outlook.com', 'mx.microsoft', 'hotmail.com'],
    domains: [
      'outlook.com',
      'hotmail.com',
      'live.com',
      'msn.com',
      'outlook.de',
      'hotmail.co.uk',
      'live.co.uk',
    ],
    perSecond: 10,
    connections: 5,
  },
  mailru: {
    mx: ['mail.ru'],
    domains: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'internet.ru', 'vk.com'],
    perSecond: 10,
    connections: 5,
  },
  yandex: {
    mx: ['mx.yandex.net', 'mx.yandex.ru', 'yandex.net', 'yandex.ru'],
    domains: ['yandex.ru', 'yandex.com', 'ya.ru', 'yandex.by', 'yandex.kz', 'narod.ru'],
    perSecond: 10,
    connections: 5,
  },
  yahoo: {
    mx: ['yahoodns.net', 'yahoo.com'],
    domains: ['yahoo.com', 'ymail.com', 'rocketmail.com', 'aol.com', 'yahoo.co.uk', 'yahoo.de', 'yahoo.fr'],
    perSecond: 10,
    connections: 5,
  },
  apple: {
    mx: ['mail.icloud.com', 'mail.me.com'],
    domains: ['icloud.com', 'me.com', 'mac.com'],
    perSecond: 10,
    connections: 5,
  },
  [DEFAULT_LANE]: { mx: [], domains: [], perSecond: 200, connections: 5 },
}

const NEW_LANE: Lane = { mx: [], domains: [], perSecond: 10, connections: 5 }

/** All lanes of a release: the built-in ones, with what `marketing/lanes.ts` changes in them and adds. */
export function lanesOf({ lanes = {} }: Pick<Release, 'lanes'>): Record<string, Lane> {
  const all: Record<string, Lane> = { ...builtinLanes }
  for (const [name, terms] of Object.entries(lanes)) {
    const known = Object.hasOwn(builtinLanes, name) ? builtinLanes[name] : undefined
    all[name] = { ...(known ?? NEW_LANE), ...terms }
  }
  return all
}

// Marketing's own lanes are asked first: it adds them because it knows better.
const asked = (lanes: Record<string, Lane>): [string, Lane][] =>
  Object.entries(lanes).sort(([a], [b]) => Number(a in builtinLanes) - Number(b in builtinLanes))

/** The lane of a domain whose provider is known without asking anybody; null: ask for its MX. */
export function laneOfDomain(domain: string, lanes: Record<string, Lane> = builtinLanes): string | null {
  return asked(lanes).find(([, lane]) => lane.domains.includes(domain))?.[0] ?? null
}

const under = (host: string, pattern: string): boolean => host === pattern || host.endsWith(`.${pattern}`)

/**
 * The lane of a domain by the hosts that take its mail, the preferred one first: the provider behind most of them, and of
 * equally many the first one. None of the known providers: `default`.
 */
export function laneOfMx(mx: string[], domain: string, lanes: Record<string, Lane> = builtinLanes): string {
  const known = laneOfDomain(domain, lanes)
  if (known) return known
  const counts = new Map<string, number>()
  for (const host of mx.map((one) => one.toLowerCase().replace(/\.$/, ''))) {
    const found = asked(lanes).find(([, lane]) => lane.mx.some((pattern) => under(host, pattern)))
    const name = found?.[0] ?? DEFAULT_LANE
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const most = Math.max(0, ...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0] ?? DEFAULT_LANE
}

const RESERVED =
  /(^|\.)(example|test|invalid|local|localhost|onion|internal|arpa)$|(^|\.)example\.(com|net|org)$/

/** Names that stand for nobody (RFC 2606, 6761, 6762): their mail is never asked about in the DNS. */
export const isReserved = (domain: string): boolean => RESERVED.test(domain) || !domain.includes('.')
