import type { Selectable } from 'kysely'
import { breakerState, PROBE, providerName } from '../../core/mail/breaker.ts'
import type { Moment } from '../moment.ts'
import type { LanesTable, MessagesTable } from '../tables/mail.ts'
import type { MailPausesTable } from '../tables/mail-world.ts'
import { readTiers, type TierRoom } from './tiers.ts'

type Mail = Pick<Selectable<MessagesTable>, 'kind' | 'sender' | 'topic' | 'status'>
type LaneRow = Selectable<LanesTable>

/** All that may keep mail of a lane back, read once a claim, under the lock of the lane. */
export interface LaneState {
  lane: LaneRow
  pauses: Selectable<MailPausesTable>[]
  tiers: Map<string, TierRoom>
  /** The sender of mail that names none. */
  defaultSender: string
  /** Start of the next day (epoch ms of business time): then there is room in the tiers again. */
  tomorrow: number
}

/** What keeps a mail back. `until` null: until somebody resumes it. `what`: words for the story. `since`: when it began. */
export interface Parked {
  until: number | null
  why: 'paused' | 'breaker'
  what: string
  since: number
}

/** Reads it; judges the warm-up of these senders for the days that are over. The caller holds the lock of the lane. */
export async function laneState(m: Moment, lane: LaneRow, senders: (string | null)[]): Promise<LaneState> {
  const pauses = await m.tx.selectFrom('mail_pauses').selectAll().orderBy('at').execute()
  const defaultSender = m.release.defaults.sender
  const { tiers, tomorrow } = await readTiers(m, lane.name, [
    ...new Set(senders.map((one) => one ?? defaultSender)),
  ])
  return { lane, pauses, tiers, tomorrow, defaultSender }
}

/** What keeps this mail back now, if anything: pauses of all, its lane, its sender, its topic; then the breaker. */
export function parkedBy(state: LaneState, message: Mail, now: number): Parked | null {
  const { lane, pauses, defaultSender } = state
  const sender = message.sender ?? defaultSender
  const pause = pauses.find(
    ({ scope, name }) =>
      scope === 'all' ||
      (scope === 'lane' && name === lane.name) ||
      (scope === 'sender' && name === sender) ||
      (scope === 'topic' && name === message.topic),
  )
  if (pause) return { until: null, why: 'paused', what: pauseWords(pause), since: pause.at }
  if (breakerState({ until: lane.breaker_until }, now) !== 'open') return null
  return {
    until: lane.breaker_until,
    why: 'breaker',
    what: breakerWords(lane),
    since: lane.breaker_since ?? now,
  }
}

/** How the reason of mail that a pause keeps back begins. */
export const PAUSED = 'mail is paused'

const pauseWords = ({ scope, name, why }: LaneState['pauses'][number]): string =>
  `${PAUSED} (${scope === 'all' ? 'all of it' : `${scope} ${name}`}): ${why}`

const breakerWords = ({ name, breaker_why }: LaneRow): string =>
  breaker_why === 'complaints'
    ? `too many complaints at ${providerName(name)}`
    : `${providerName(name)} asks us to slow down`

/** Whether today's tier of the sender has room for this mail. Service mail always has; it counts all the same. */
export function tierRoom(state: LaneState, message: Mail): boolean {
  if (message.kind !== 'marketing') return true
  const tier = state.tiers.get(message.sender ?? state.defaultSender)
  return tier === undefined || tier.sent < tier.limit
}

/** Counts a mail that this claim takes. */
export function countTier(state: LaneState, message: Mail): void {
  const tier = state.tiers.get(message.sender ?? state.defaultSender)
  if (tier) tier.sent += 1
}

/** Mails that may be claimed now: while the lane tries whether the provider takes mail again, few. `underWay`: claimed or being sent. */
export function probeRoom(lane: LaneRow, underWay: number, now: number): number {
  return breakerState({ until: lane.breaker_until }, now) === 'half-open'
    ? Math.max(0, PROBE - underWay)
    : Number.POSITIVE_INFINITY
}
