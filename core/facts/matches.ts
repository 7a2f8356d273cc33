import type { Wanted } from '../language/conditions.ts'
import type { Match } from '../language/values.ts'

const isMatch = (wanted: Wanted): wanted is Match =>
  typeof wanted === 'object' && wanted !== null && !Array.isArray(wanted)

/** Whether a number lies within the bounds, both inclusive. Anything but a number does not. */
const within = (value: unknown, { atLeast, atMost }: Match): boolean =>
  typeof value === 'number' &&
  (atLeast === undefined || value >= atLeast) &&
  (atMost === undefined || value <= atMost)

function fits(value: unknown, wanted: Wanted): boolean {
  if (Array.isArray(value)) return value.some((item) => fits(item, wanted))
  if (isMatch(wanted)) return within(value, wanted)
  return Array.isArray(wanted) ? wanted.includes(value) : value === wanted
}

/** Whether a fact's props are what `where` asks: every named prop equal, one of, or within bounds. A list fits by one of its items. */
export const matches = (where: Record<string, Wanted> | undefined, props: Record<string, unknown>): boolean =>
  Object.entries(where ?? {}).every(([name, wanted]) => fits(props[name], wanted))
