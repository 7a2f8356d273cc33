/** A call as it stands. Instants in epoch ms; `seconds`: how long they talked, as far as it is known. */
export interface Call {
  state: 'asked' | 'ringing' | 'talking' | 'ended' | 'missed' | 'failed'
  askedAt: number
  answeredAt: number | null
  endedAt: number | null
  seconds: number | null
}

/** What an exchange says of it. */
export interface Heard {
  type: 'ringing' | 'answered' | 'ended' | 'missed' | 'failed'
  at: number
  seconds?: number
}

const MINUTE = 60_000
/** A call that nobody answered and of which nothing more was heard is over after this. */
const RINGS_MS = 3 * MINUTE
/** The same for a talk: an end that got lost holds no offer for ever. */
const TALKS_MS = 120 * MINUTE
/** An end that does not say how long it was waits so long for when it was answered. */
const LENGTH_MS = MINUTE

/**
 * A call after one more event. Events may come in any order and twice: what was further on stays, an end is an end, and
 * a talk that is known by its length was a talk whatever was heard before.
 */
export function hear(call: Call, { type, at, seconds }: Heard): Call {
  const when = Math.max(at, call.askedAt)
  switch (type) {
    case 'ringing':
      return call.state === 'asked' ? { ...call, state: 'ringing' } : call
    case 'answered': {
      const answeredAt = call.answeredAt === null ? when : Math.min(call.answeredAt, when)
      if (call.state === 'ended' && call.seconds === null)
        return measured({ ...call, answeredAt, seconds: lengthOf(answeredAt, call.endedAt) })
      return { ...call, answeredAt, ...(isOver(call) ? {} : { state: 'talking' as const }) }
    }
    case 'ended': {
      const known = seconds ?? lengthOf(call.answeredAt, when)
      const wasTalk = call.state === 'ended' && call.seconds !== null
      if (wasTalk || (isOver(call) && !known)) return call
      return measured({ ...call, state: 'ended', endedAt: call.endedAt ?? when, seconds: known })
    }
    default:
      return isOver(call) || call.state === 'talking' ? call : { ...call, state: type, endedAt: when }
  }
}

const isOver = ({ state }: Call): boolean => state === 'ended' || state === 'missed' || state === 'failed'

const lengthOf = (from: number | null, to: number | null): number | null =>
  from === null || to === null ? null : Math.max(0, Math.floor((to - from) / 1000))

// A talk of no length was none.
const measured = (call: Call): Call => (call.seconds === 0 ? { ...call, state: 'missed' } : call)

/** The instant from which a call counts as over though nobody said so; null: it is over. */
export function runsUntil({ state, askedAt, answeredAt, endedAt, seconds }: Call): number | null {
  if (state === 'asked' || state === 'ringing') return askedAt + RINGS_MS
  if (state === 'talking') return (answeredAt ?? askedAt) + TALKS_MS
  return state === 'ended' && seconds === null && endedAt !== null ? endedAt + LENGTH_MS : null
}
