/**
 * What was decided about a visit. `pending`: a click under judgement. `person`: released. `machine`: known as one when it
 * came. `voided`: held for a person's first. `witness`: a look at a page behind the mail's own links (unsubscribe, topics).
 */
export type Verdict = 'pending' | 'person' | 'machine' | 'voided' | 'witness'

/** A visit to a link of one mail. `link`: its number, below zero for the mail's own. Instants in epoch ms of business time. */
export interface ClickSeen {
  id: string
  link: number
  at: number
  /** Where it came from, as a keyed hash; null: not known. */
  net: string | null
  verdict: Verdict
  /** When it is released, if nothing speaks against it; null where nothing is awaited. */
  judgeAt: number | null
}

/** A verdict that is new: a click is released, or taken for a machine's, also after its release. */
export interface NewVerdict {
  id: string
  verdict: 'person' | 'voided'
  why: 'person' | 'burst' | 'network'
}

/** So many different links of one mail, within so many business ms, are opened by no person. */
export const BURST = { links: 3, ms: 2000 } as const

/** The visits that belong to a burst: of whatever kind, in any order. */
export function inBurst(visits: readonly Pick<ClickSeen, 'id' | 'link' | 'at'>[]): Set<string> {
  const found = new Set<string>()
  const sorted = [...visits].sort((a, b) => a.at - b.at)
  for (const [n, first] of sorted.entries()) {
    const within = sorted.slice(n).filter((one) => one.at - first.at < BURST.ms)
    if (new Set(within.map((one) => one.link)).size < BURST.links) continue
    for (const one of within) found.add(one.id)
  }
  return found
}

/**
 * The verdicts on the clicks of one mail that are new at `now`. A burst, or a network that was learnt as a machine's, voids
 * what waits and what was released; else a click is a person's when its time is over. What is voided stays so: whoever is
 * asked more often, or later, comes to the same end.
 * @param scanners networks that were learnt, as `net` has them
 */
export function judgeClicks(
  visits: readonly ClickSeen[],
  { now, scanners = NONE }: { now: number; scanners?: ReadonlySet<string> },
): NewVerdict[] {
  const burst = inBurst(visits)
  return visits.flatMap(({ id, verdict, net, judgeAt }): NewVerdict[] => {
    if (verdict !== 'pending' && verdict !== 'person') return []
    if (burst.has(id)) return [{ id, verdict: 'voided', why: 'burst' }]
    if (net !== null && scanners.has(net)) return [{ id, verdict: 'voided', why: 'network' }]
    const over = verdict === 'pending' && judgeAt !== null && judgeAt <= now
    return over ? [{ id, verdict: 'person', why: 'person' }] : []
  })
}

const NONE: ReadonlySet<string> = new Set()

/**
 * What makes a network a scanner's: bursts on mail to so many leads, of so many companies, and to that share at least of all
 * leads whose mail it visited, within so many business ms.
 */
export const LEARNT = { leads: 3, companies: 2, share: 2 / 3, ms: 30 * 86_400_000 } as const

/**
 * Whether a network is a scanner's. One company's gateway shares its address with the people behind it; a network that
 * opens the mail of several companies is nobody's office. One through which all others come too, single clicks mostly, is
 * a proxy, a carrier or a VPN.
 * @param bursts whose mails were opened in bursts from it; `company`: null where none is known
 * @param seen how many leads had their mail visited from it at all
 */
export function isScanners(
  bursts: readonly { lead: string; company: string | null }[],
  seen: number,
): boolean {
  const leads = new Set(bursts.map((one) => one.lead))
  const companies = new Set(bursts.map((one) => one.company ?? `lead ${one.lead}`))
  const many = leads.size >= LEARNT.leads && companies.size >= LEARNT.companies
  return many && leads.size >= LEARNT.share * seen
}

/** The facts of clicks: what counts, what a machine did, and what is taken back. */
export const CLICKED = 'email.clicked'
export const SCANNED = 'email.scanned'
export const VOIDED = 'email.click.voided'

/** The types to read so that clicks which were taken back can be left out. */
export const withVoids = (types: readonly string[]): string[] =>
  types.includes(CLICKED) && !types.includes(VOIDED) ? [...types, VOIDED] : [...types]

/** Facts without the clicks that were taken back, and of the types asked for only. */
export function withoutVoided<F extends { id: number; type: string; props: Record<string, unknown> }>(
  facts: F[],
  types: readonly string[],
): F[] {
  const gone = new Set(facts.flatMap(({ type, props }) => (type === VOIDED ? [props.click] : [])))
  if (gone.size === 0) return facts
  return facts.filter(
    ({ id, type }) => !(type === CLICKED && gone.has(id)) && (type !== VOIDED || types.includes(VOIDED)),
  )
}
