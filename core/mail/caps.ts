import type { Cap } from '../release/release.ts'
import { addDuration, parseDuration } from '../time/duration.ts'
import type { Place } from '../time/window.ts'

/** A marketing mail that left, or is on its way: when (epoch ms of business time), and by its template's name which. */
export interface Taken {
  at: number
  template: string
}

/** What was taken already, as far back as the longest cap reaches; in any order. */
export interface Slots {
  /** By the lead itself. */
  lead: Taken[]
  /** By all people of its company, the lead included; a lead without one is alone. */
  account: Taken[]
}

/** A cap without room: until when, which one, and who took the last of it. */
export interface FullCap {
  until: number
  cap: Cap
  took: string | null
}

/** What holds for a lead who asked for fewer mails, where marketing says nothing else. */
export const FEWER: Cap = { mails: 1, per: '2 weeks', for: 'fewer' }

/** The caps that hold for a lead. `fewer`: the lead asked for fewer mails. */
export function capsFor(caps: Cap[], fewer: boolean): Cap[] {
  const general = caps.filter((cap) => cap.for === undefined)
  if (!fewer) return general
  const meant = caps.filter((cap) => cap.for === 'fewer')
  return [...general, ...(meant.length > 0 ? meant : [FEWER])]
}

/**
 * The cap that has room last, if one of them has none now: in no stretch of its length, ended by this mail, may there be
 * more mails than it says. Null: there is room under all.
 */
export function fullCap(
  caps: Cap[],
  slots: Slots,
  { now, place }: { now: number; place: Place },
): FullCap | null {
  let full: FullCap | null = null
  for (const cap of caps) {
    const taken = cap.over === 'account' ? slots.account : slots.lead
    const newest = taken.toSorted((a, b) => b.at - a.at)
    const last = cap.mails > 0 ? newest[cap.mails - 1]?.at : now
    if (last === undefined) continue
    const until = addDuration(last, cap.per, place)
    if (until > now && until > (full?.until ?? now)) full = { until, cap, took: newest[0]?.template ?? null }
  }
  return full
}

function period({ per }: Cap): string {
  const { amount, unit } = parseDuration(per) ?? { amount: 0, unit: 'day' }
  if (amount !== 1) return `in ${per}`
  return unit === 'hour' ? 'an hour' : `a ${unit}`
}

/** The words of a cap: `one mail a day`, `3 mails in 2 weeks for the company`. */
export function capWords(cap: Cap): string {
  const mails = cap.mails === 1 ? 'one mail' : `${cap.mails} mails`
  const whose = cap.over === 'account' ? ' for the company' : ''
  const asked = cap.for === 'fewer' ? ', as the lead asked for fewer' : ''
  return `${mails} ${period(cap)}${whose}${asked}`
}

/** Why a mail waits for a slot, for its story: `one mail a day; 'play/breakfast' took it`. */
export const fullWords = ({ cap, took }: FullCap): string =>
  capWords(cap) + (took === null ? '' : `; '${took}' took ${cap.mails === 1 ? 'it' : 'the last'}`)

/** What arbitration knows of a mail that wants a slot. */
export interface Contender {
  kind: 'service' | 'marketing'
  priority: number
  expires_at: number | null
  due_at: number
  queued_at: number
  key: string
}

/**
 * Who takes a slot before whom (negative: `a`): service mail, which needs none; then the higher priority, what expires first,
 * what was due first, what was queued first; the key, so that all agree.
 */
export function beforeIn(a: Contender, b: Contender): number {
  if (a.kind !== b.kind) return a.kind === 'service' ? -1 : 1
  const never = Number.POSITIVE_INFINITY
  const [expiresA, expiresB] = [a.expires_at ?? never, b.expires_at ?? never]
  if (a.priority !== b.priority) return b.priority - a.priority
  if (expiresA !== expiresB) return expiresA < expiresB ? -1 : 1
  if (a.due_at !== b.due_at) return a.due_at - b.due_at
  if (a.queued_at !== b.queued_at) return a.queued_at - b.queued_at
  return a.key < b.key ? -1 : 1
}
