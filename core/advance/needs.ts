import type { Condition } from '../language/conditions.ts'
import { mentionsOf, type Reach } from '../plan/conditions.ts'
import type { Plan, Subject } from '../plan/plan.ts'
import { conditionsOf, peopleOf, refsOf } from '../plan/walk.ts'

/** What a view must hold for the rules to judge by. */
export interface Needs {
  /** Facts of these types, of that subject, since entry, ever, or within a length of time before now. */
  facts: { type: string; subject: Subject; since: Reach }[]
  /** Whether sellers are asked for. */
  people: boolean
  /** Values by path, `entry.…` left out. */
  values: string[]
}

/** Nothing at all. */
export const NO_NEEDS: Needs = { facts: [], people: false, values: [] }

function needsFor(
  conditions: Condition[],
  about: Plan['about'],
  refs: string[],
): Pick<Needs, 'facts' | 'values'> {
  const mentions = conditions.map(mentionsOf)
  const facts = new Map(
    mentions
      .flatMap((one) => one.facts)
      .map(({ type, since }) => [`${type} ${since}`, { type, subject: about[type] ?? 'lead', since }]),
  )
  const paths = [...mentions.flatMap((one) => one.fields), ...refs].filter(
    (path) => !path.startsWith('entry.'),
  )
  return { facts: [...facts.values()], values: [...new Set(paths)] }
}

/** What one condition needs by itself, for example that of a trigger. `about`: whose the facts are; the lead's by default. */
export const needsOf = (condition: Condition, about: Plan['about'] = {}): Needs => ({
  ...needsFor([condition], about, []),
  people: false,
})

/** What every turn of this plan needs, its entry included. */
export const needs = (plan: Plan): Needs => ({
  ...needsFor(
    [...conditionsOf(plan), ...(plan.enter?.if ? [plan.enter.if] : [])],
    plan.about,
    refsOf(plan).map((ref) => ref.ref),
  ),
  people: peopleOf(plan).length > 0,
})
