import { evaluate, holds } from '../../core/advance/evaluate.ts'
import { needsOf } from '../../core/advance/needs.ts'
import { nextChange } from '../../core/advance/next-change.ts'
import type { Plan, PlanTrigger } from '../../core/plan/plan.ts'
import { setAlarm } from '../alarms.ts'
import type { StoredFact } from '../facts/insert.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import { enrolWho } from './enrol.ts'
import { leadView } from './view.ts'

type BecomesTrigger = Extract<PlanTrigger, { becomes: unknown }>

/** Enters the fact's lead (or whoever the sequence names) into every sequence that this fact starts. */
export async function enrolByFact(m: Moment, lead: LockedLead, fact: StoredFact): Promise<void> {
  for (const plan of m.release.plans) {
    const starts = plan.enter?.on.some(
      (on) => 'fact' in on && on.fact === fact.type && holds(on.where, fact.props),
    )
    if (starts) await enrolWho(m, plan, lead, { fact })
  }
}

/**
 * Enters the lead into every sequence whose condition this fact made true: it was false on the lead as it stood
 * before. Where only time can make it true, sets the alarm for that instant.
 */
export async function enrolByBecomes(
  m: Moment,
  { before, lead, fact }: { before: LockedLead; lead: LockedLead; fact: StoredFact },
): Promise<void> {
  for (const { plan, trigger } of becomesTriggers(m)) {
    const needs = needsOf(trigger.becomes)
    const view = await leadView(m, lead, needs)
    const now = evaluate(trigger.becomes, view)
    const was = evaluate(trigger.becomes, {
      ...(await leadView(m, before, needs)),
      facts: view.facts.filter((seen) => seen.id !== fact.id),
    })
    if (now && !was) await enrolWho(m, plan, lead, { fact })
    await armTrigger(m, plan, { lead, now, next: nextChange(trigger.becomes, view) })
  }
}

/** What the alarm of a sequence's condition does when it rings: enter if it came true, and look for the next flip. */
export async function ringTrigger(
  m: Moment,
  lead: LockedLead,
  sequence: string,
  was: boolean,
): Promise<void> {
  for (const { plan, trigger } of becomesTriggers(m).filter((one) => one.plan.sequence === sequence)) {
    const view = await leadView(m, lead, needsOf(trigger.becomes))
    const now = evaluate(trigger.becomes, view)
    if (now && !was) await enrolWho(m, plan, lead, { fact: null })
    await armTrigger(m, plan, { lead, now, next: nextChange(trigger.becomes, view) })
  }
}

function becomesTriggers(m: Moment): { plan: Plan; trigger: BecomesTrigger }[] {
  return m.release.plans.flatMap((plan) =>
    (plan.enter?.on ?? [])
      .filter((on): on is BecomesTrigger => 'becomes' in on)
      .map((trigger) => ({ plan, trigger })),
  )
}

async function armTrigger(
  m: Moment,
  plan: Plan,
  at: { lead: LockedLead; now: boolean; next: number | null },
): Promise<void> {
  if (at.next === null) return
  await setAlarm(m, {
    leadId: at.lead.id,
    what: `trigger:${plan.sequence}`,
    at: at.next,
    data: { was: at.now },
  })
}
