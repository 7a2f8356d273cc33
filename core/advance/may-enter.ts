import type { Plan } from '../plan/plan.ts'
import { addDuration } from '../time/duration.ts'

/** A journey of the same lead: of the same sequence, or any that is not over. */
export interface OtherJourney {
  id: string
  sequence: string
  key: string
  grp: string | null
  priority: number
  status: string
  enteredAt: number
}

/** Entered: `replaces` lists the journeys that stop for it. Refused: why, in the words of the story. */
export type Verdict = { replaces: string[] } | { refused: string }

/**
 * Rules 4 and 11: once for the same lead and thing unless `again` says otherwise, and one running journey of a group,
 * where a higher priority replaces and an equal or lower one is refused.
 */
export function mayEnter(
  plan: Plan,
  { key, now, others }: { key: string; now: number; others: OtherJourney[] },
): Verdict {
  const same = others.filter((one) => one.sequence === plan.sequence && one.key === key)
  if (same.some((one) => one.status !== 'done')) return { refused: 'already in' }
  // Without a trigger it is entered by name only: whoever names it again (sales, another sequence, a person) means it.
  const again = plan.enter ? plan.enter.again : 'always'
  const last = Math.max(...same.map((one) => one.enteredAt))
  if (same.length > 0 && again === 'never') return { refused: 'was in before' }
  if (same.length > 0 && again !== 'always' && again !== 'never' && addDuration(last, again, UTC) > now) {
    return { refused: `was in less than ${again} ago` }
  }
  const rivals = others.filter(
    (one) => plan.group !== undefined && one.grp === plan.group && one.status !== 'done',
  )
  const stronger = rivals.find((one) => one.priority >= plan.priority)
  if (stronger) return { refused: `${stronger.sequence} goes first in ${plan.group}` }
  return { replaces: rivals.map((one) => one.id) }
}

const UTC = { zone: 'UTC', country: null }
