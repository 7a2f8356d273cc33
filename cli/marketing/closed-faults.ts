import { neverOpens } from '../../core/mail/mail-opens.ts'
import type { Fault } from '../../core/plan/faults/fault.ts'
import type { Marketing } from '../../store/releases.ts'

/** Faults of quiet hours: they leave no time at all, or none of the hours that a sequence sends in. */
export function closedFaults({
  quiet = [],
  hours,
  plans,
}: Pick<Marketing, 'quiet' | 'hours' | 'plans'>): Fault[] {
  const path = 'marketing/hours.ts'
  if (neverOpens(undefined, quiet))
    return [{ path: `${path} › quiet`, message: 'leaves no time of the week for marketing mail' }]
  const named = new Set(plans.flatMap((plan) => plan.hours ?? []))
  return [...named]
    .filter((name) => Object.hasOwn(hours, name) && neverOpens(hours[name], quiet))
    .map((name) => ({ path: `${path} › ${name}`, message: 'never open for mail: all of them are quiet' }))
}
