import { evaluate, holds } from '../../core/advance/evaluate.ts'
import { nextChange } from '../../core/advance/next-change.ts'
import type { Condition } from '../../core/language/conditions.ts'
import { mentionsOf } from '../../core/plan/conditions.ts'
import type { Plan, PlanTrigger } from '../../core/plan/plan.ts'
import type { Release } from '../../core/release/release.ts'
import { dropAlarms, setAlarm, type Subject } from '../alarms.ts'
import type { StoredFact } from '../facts/insert.ts'
import type { Moment } from '../moment.ts'
import { needsOfCondition } from '../needs.ts'
import type { LockedLead } from '../transact.ts'
import { causeOf, enterWho } from './enter.ts'
import { leadView } from './view.ts'

/** A condition that starts a sequence when it comes true. `name` is that of its alarm. */
export interface Becoming {
  plan: Plan
  condition: Condition
  name: string
}

/** Enters the fact's lead (or whoever the sequence names) into every sequence that this fact starts. */
export async function enrolByFact(m: Moment, lead: LockedLead | null, fact: StoredFact): Promise<void> {
  for (const plan of m.release.plans) {
    const starts = plan.enter?.on.some(
      (on) => 'fact' in on && on.fact === fact.type && holds(on.where, fact.props),
    )
    if (starts) await enterWho(m, plan, { cause: causeOf(fact), fact, own: lead })
  }
}

/**
 * Enters the lead into every sequence whose condition this fact made true: it was false on the lead as it stood
 * before. Where only time can make it true, sets the alarm for that instant.
 */
export async function enrolByBecomes(
  m: Moment,
  {
    before,
    lead,
    fact,
    scored,
    was: values,
  }: {
    before: LockedLead
    lead: LockedLead
    fact: StoredFact
    scored: boolean
    was: Record<string, unknown>
  },
): Promise<void> {
  for (const one of becomings(m.release).own) {
    if (!concerns(m.release, one.condition, fact, scored)) continue
    const needs = needsOfCondition(m.release, one.plan, one.condition)
    const view = await leadView(m, lead, needs)
    const now = evaluate(one.condition, view)
    const earlier = await leadView(m, before, needs)
    const was = evaluate(one.condition, {
      ...earlier,
      values: { ...earlier.values, ...values },
      facts: view.facts.filter((seen) => seen.id !== fact.id),
    })
    // First the alarm: what the journey does at once may move it.
    await arm(m, `lead:${lead.id}`, one, { next: nextChange(one.condition, view), was: now })
    if (now && !was) await enterWho(m, one.plan, { cause: causeOf(fact), fact, own: lead })
  }
}

/** What the alarm of a lead's condition does when it rings: enter if it came true, and look for the next flip. */
export async function ringBecoming(
  m: Moment,
  lead: LockedLead,
  alarm: { what: string; at: number; was: boolean },
): Promise<void> {
  const one = becomings(m.release).own.find(({ name }) => name === alarm.what)
  if (one) await judge(m, lead, one, { at: alarm.at, was: alarm.was })
}

/** Looks at a lead's condition now: enters if it is true and was not, and sets the alarm for the next flip. */
export async function judge(
  m: Moment,
  lead: LockedLead,
  one: Becoming,
  { at, was }: { at: number; was: boolean },
): Promise<void> {
  const view = await leadView(m, lead, needsOfCondition(m.release, one.plan, one.condition))
  const now = evaluate(one.condition, view)
  const cause = { props: {}, things: [], accountId: lead.account_id }
  await arm(m, `lead:${lead.id}`, one, { next: nextChange(one.condition, view), was: now })
  if (now && !was) await enterWho(m, one.plan, { cause, fact: { ...cause, id: null, at }, own: lead })
}

/** Sets the alarm for the instant at which time may change the condition; takes it away where time changes nothing. */
export async function arm(
  m: Moment,
  subject: Subject,
  { name }: Becoming,
  { next, was }: { next: number | null; was: boolean | string[] },
): Promise<void> {
  if (next === null) return dropAlarms(m, subject, name)
  await setAlarm(m, { subject, what: name, at: Math.max(next, m.now + 1), data: { was } })
}

/** Whether this fact can have changed the truth of a condition that no time has changed. */
export function concerns(release: Release, condition: Condition, fact: StoredFact, scored: boolean): boolean {
  const { facts, fields, score } = mentionsOf(condition, release.segments)
  if (facts.some((one) => one.type === fact.type)) return true
  const profile = PROFILE.includes(fact.type)
  return (
    (score && (scored || profile)) || (fields.length > 0 && (scored || profile || fact.things.length > 0))
  )
}

/** Facts after which fields and fit may be others. */
const PROFILE = ['lead.changed', 'account.changed']

const known = new WeakMap<Release, { own: Becoming[]; company: Becoming[] }>()

const isBecomes = (on: PlanTrigger): on is { becomes: Condition } => 'becomes' in on

/**
 * The conditions that start sequences: those of the lead who enters, and those of a company, which enter whom `who`
 * names there.
 */
export function becomings(release: Release): { own: Becoming[]; company: Becoming[] } {
  const before = known.get(release)
  if (before) return before
  const all = release.plans.flatMap((plan) =>
    (plan.enter?.on ?? []).filter(isBecomes).map((on, n) => ({
      plan,
      condition: on.becomes,
      name: `trigger:${plan.sequence}:${n + 1}`,
    })),
  )
  const found = {
    own: all.filter(({ plan }) => !ofCompany(plan)),
    company: all.filter(({ plan }) => ofCompany(plan)),
  }
  known.set(release, found)
  return found
}

const ofCompany = ({ enter }: Plan): boolean => enter?.who !== undefined && 'person' in enter.who
