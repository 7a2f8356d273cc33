import { DEFAULT_LANE, lanesOf } from '../../core/mail/mail-lanes.ts'
import { domainsToLook, noteDomains, type LookedUp } from '../../store/lanes/domains.ts'
import { newestRelease } from '../../store/releases.ts'
import type { Store } from '../../store/store.ts'
import { dnsLookup, type MxLookup } from './mx-lookup.ts'

/** Machine time that a claim waits for the DNS; who has not answered by then is asked again later. */
const WAIT_MS = 2_000
const AT_ONCE = 20

/**
 * Before a claim of `default`: finds out whose mailboxes the domains are that were seen for the first time, and moves their mail
 * to its lane. Outside of any transaction; where nobody answers, the mail stays and goes.
 * @returns how many domains were asked about
 */
export async function sortMail(store: Store, lane: string, lookup: MxLookup = dnsLookup): Promise<number> {
  if (lane !== DEFAULT_LANE) return 0
  const domains = await domainsToLook(store.db, AT_ONCE)
  if (domains.length === 0) return 0
  const waiting = timer(WAIT_MS)
  const found = await Promise.all(domains.map((domain) => lookUp(domain, lookup, waiting.over)))
  waiting.stop()
  await noteDomains(store, found, lanesOf(await newestRelease(store.db)))
  return domains.length
}

async function lookUp(domain: string, lookup: MxLookup, over: Promise<null>): Promise<LookedUp> {
  try {
    return { domain, mx: await Promise.race([lookup(domain), over]) }
  } catch {
    return { domain, mx: null }
  }
}

function timer(ms: number): { over: Promise<null>; stop: () => void } {
  let stop = () => {}
  const over = new Promise<null>((resolve) => {
    const timeout = setTimeout(() => resolve(null), ms)
    stop = () => clearTimeout(timeout)
  })
  return { over, stop }
}
