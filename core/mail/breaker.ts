import { DEFAULT_LANE } from './mail-lanes.ts'

const MINUTE = 60_000

/** Refusals are looked at so far back, complaints so far; ms of business time. */
export const STORM_WINDOW_MS = 10 * MINUTE
export const COMPLAINT_WINDOW_MS = 24 * 60 * MINUTE
/** So much mail may be under way while the lane tries whether the provider takes it again. */
export const PROBE = 5

const FIRST_MS = 15 * MINUTE
const LONGEST_MS = 4 * 60 * MINUTE

/** What happened in a lane: mail taken, mail refused because of us, and complaints with the day's mail beside them. */
export interface LaneFigures {
  taken: number
  refused: number
  complaints: number
  takenOfDay: number
}

/** Where a lane's breaker stands. Closed: `until` null. Half-open: `until` is past. `since`: when it last changed. */
export interface Breaker {
  until: number | null
  /** How many times in a row it opened; it is remembered for a while after it closed. */
  step: number
  since: number | null
}

/** What a breaker lets through now: all mail, none, or a few as a trial (`PROBE`). */
export type BreakerState = 'closed' | 'open' | 'half-open'

/** How a breaker stands at this instant (`now`: epoch ms): half-open from its `until` on, until a trial decides. */
export const breakerState = ({ until }: Pick<Breaker, 'until'>, now: number): BreakerState =>
  until === null ? 'closed' : until > now ? 'open' : 'half-open'

/** How long it stays open for the n-th time in a row: 15 minutes, 30, an hour … four hours. */
export const openMs = (step: number): number => Math.min(LONGEST_MS, FIRST_MS * 2 ** (step - 1))

/**
 * Whether a provider's answer is about us and our pace, by its code: 421, 4.7.x, 4.3.2 ("not accepting mail now"), 5.7.x. Grey-listing
 * with a bare 450 or 451, full mailboxes and unknown ones are not.
 */
export const slowsUs = (code: string | null): boolean =>
  code !== null && /^(421|4\.7\.\d+|4\.3\.2|5\.7\.\d+)$/.test(code)

// Behind `default` are thousands of servers with grey-listing of their own: only what nearly all of them say is our doing.
const terms = (lane: string) =>
  lane === DEFAULT_LANE ? { least: 40, share: 0.8 } : { least: 10, share: 0.5 }
const COMPLAINTS = { least: 5, share: 0.005 }

/** Why a lane should stop for a while; null where it need not. */
export function stormOf(
  lane: string,
  { taken, refused, complaints, takenOfDay }: LaneFigures,
): 'refusals' | 'complaints' | null {
  const { least, share } = terms(lane)
  if (refused >= least && refused >= share * (refused + taken)) return 'refusals'
  const many = complaints >= COMPLAINTS.least && complaints >= COMPLAINTS.share * takenOfDay
  return many ? 'complaints' : null
}

/** What becomes of the breaker after a batch. */
export type BreakerChange =
  | { open: number; step: number; why: 'refusals' | 'complaints' }
  | { close: true }
  | null

/**
 * Judges a lane after a batch. `figures` are of what happened since the breaker last changed, within the windows. While it is
 * open nothing changes; half-open, the first answers decide: refused again opens it for twice as long, taken closes it.
 */
export function judgeBreaker(
  lane: string,
  breaker: Breaker,
  figures: LaneFigures,
  now: number,
): BreakerChange {
  const state = breakerState(breaker, now)
  if (state === 'open') return null
  if (state === 'half-open') {
    if (figures.refused + figures.taken === 0) return null
    return figures.refused * 2 >= figures.refused + figures.taken
      ? again(breaker, 'refusals', now)
      : { close: true }
  }
  const why = stormOf(lane, figures)
  if (!why) return null
  const remembered = breaker.since !== null && now - breaker.since < 2 * openMs(Math.max(1, breaker.step))
  return again({ ...breaker, step: remembered ? breaker.step : 0 }, why, now)
}

function again({ step }: Breaker, why: 'refusals' | 'complaints', now: number): BreakerChange {
  const next = Math.min(step + 1, 5)
  return { open: now + openMs(next), step: next, why }
}

const NAMES: Record<string, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  mailru: 'Mail.ru',
  yandex: 'Yandex',
  yahoo: 'Yahoo',
  apple: 'Apple',
  [DEFAULT_LANE]: 'the receiving side',
}

/** A provider's name as a story says it. */
export const providerName = (lane: string): string =>
  Object.hasOwn(NAMES, lane) ? (NAMES[lane] ?? lane) : lane
