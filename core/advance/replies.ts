import { addDuration } from '../time/duration.ts'
import { decide, type Running } from './running.ts'
import { leadCalendar } from './values.ts'

/** The fact that a person answered a mail. */
export const REPLIED = 'email.replied'

/** Rule 13: so long the journey rests after an answer, from the answer on. */
const PAUSE = '5 workdays'

/** When the lead last answered a mail of this journey; null: not since entry. A machine's answer is none. */
function lastReply({ view }: Running): number | null {
  const replies = view.facts.filter(
    ({ type, at, props }) =>
      type === REPLIED &&
      at >= view.journey.enteredAt &&
      props.journey === view.journey.id &&
      props.human !== false,
  )
  return replies.length > 0 ? Math.max(...replies.map((fact) => fact.at)) : null
}

/** Holds the journey if a person answered (rule 13), and says so in the story once. True: the answer ends it. */
export function heedReply(turn: Running): boolean {
  const { plan, position, view } = turn
  const at = plan.reply === 'go on' ? null : lastReply(turn)
  if (at !== null && plan.reply === 'stop') return true
  const before = position.heldUntil
  const until = at === null ? null : addDuration(at, PAUSE, leadCalendar(view))
  if (until !== null && until > view.now) {
    position.heldUntil = until
    if (before !== until && position.at !== null)
      decide(turn, 'waits', position.at, { until: new Date(until).toISOString(), why: 'they answered' })
    return false
  }
  if (before === undefined) return false
  turn.heldBefore = before
  delete position.heldUntil
  return false
}
