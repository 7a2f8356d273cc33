import { evaluate } from '../../core/advance/evaluate.ts'
import { earliest, nextChange } from '../../core/advance/next-change.ts'
import type { Subject } from '../alarms.ts'
import type { StoredFact } from '../facts/insert.ts'
import type { Moment } from '../moment.ts'
import { needsOfCondition } from '../needs.ts'
import { lockIfThere, type LockedLead } from '../transact.ts'
import { enterEach } from './enter.ts'
import { arm, becomings, type Becoming, concerns } from './triggers.ts'
import { leadView } from './view.ts'
import { whoOf } from './who.ts'

/** Persons of a company on whom one condition is judged. */
const LIMIT = 300

/** A person made so lately is new: before, the company may have had nobody who could enter. */
const ARRIVING_MS = 60_000

/** A company; a person without one is one alone. */
export type CompanyOf = { accountId: string } | { accountId: null; lead: LockedLead }

/** What is known of the truth before: without this fact and what it changed, or the leads for whom it was true. */
type Before = { fact: StoredFact; values: Record<string, unknown> } | { at: number; was: string[] | 'as now' }

const subjectOf = (company: CompanyOf): Subject =>
  company.accountId === null ? `lead:${company.lead.id}` : `account:${company.accountId}`

/**
 * Conditions of companies that this fact may have changed: enters those whom `who` names and for whom it came true. A
 * person who is new there brings nobody in, but has the company's alarms set.
 */
export async function enrolByCompany(
  m: Moment,
  fact: StoredFact,
  { lead, scored, was: values }: { lead: LockedLead | null; scored: boolean; was: Record<string, unknown> },
): Promise<void> {
  const company: CompanyOf | null = fact.accountId
    ? { accountId: fact.accountId }
    : lead && { accountId: null, lead }
  if (!company) return
  const arrival = lead !== null && lead.created_at >= m.now - ARRIVING_MS
  for (const one of becomings(m.release).company) {
    if (concerns(m.release, one.condition, fact, scored))
      await judgeCompany(m, company, one, { before: { fact, values }, own: lead })
    else if (arrival) await judgeCompany(m, company, one, { before: { at: m.now, was: 'as now' }, own: lead })
  }
}

/** What the alarm of a company's condition does when it rings. The caller has locked the company. */
export async function ringCompany(
  m: Moment,
  company: CompanyOf,
  alarm: { what: string; at: number; was: string[] },
): Promise<void> {
  const one = becomings(m.release).company.find(({ name }) => name === alarm.what)
  const own = company.accountId === null ? company.lead : null
  if (one) await judgeCompany(m, company, one, { before: alarm, own })
}

/** Judges a company's condition on each person whom `who` names, and sets the one alarm for the next flip. */
export async function judgeCompany(
  m: Moment,
  company: CompanyOf,
  one: Becoming,
  { before, own }: { before: Before; own: LockedLead | null },
): Promise<void> {
  const cause = { props: {}, things: [], accountId: company.accountId }
  const { enter } = await whoOf(m, one.plan, cause, own)
  const judged = []
  for (const id of enter.slice(0, LIMIT)) judged.push(await judgeOn(m, id, one, { before, own }))
  const entering = judged.filter(({ now, was }) => now && !was).map(({ id }) => id)
  // Nobody else is locked yet, so that one person alone can be; several enter by alarms of their own.
  const locked =
    own ??
    (entering.length === 1 && entering[0] ? await lockIfThere(m.tx, entering[0], { account: 'no' }) : null)
  const fact = 'fact' in before ? before.fact : { ...cause, id: null, at: before.at }
  // First the alarm: what a journey does at once may move it.
  await arm(m, subjectOf(company), one, {
    next: earliest(judged.map(({ next }) => next)),
    was: judged.filter(({ now }) => now).map(({ id }) => id),
  })
  await enterEach(m, one.plan, entering, { fact, own: locked })
}

async function judgeOn(
  m: Moment,
  id: string,
  { plan, condition }: Becoming,
  { before, own }: { before: Before; own: LockedLead | null },
): Promise<{ id: string; now: boolean; was: boolean; next: number | null }> {
  const lead =
    own?.id === id
      ? own
      : await m.tx.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const view = await leadView(m, lead, needsOfCondition(m.release, plan, condition))
  const now = evaluate(condition, view)
  const next = nextChange(condition, view)
  if (!('fact' in before))
    return { id, now, next, was: before.was === 'as now' ? now : before.was.includes(id) }
  const without = (facts: typeof view.facts) => facts.filter((seen) => seen.id !== before.fact.id)
  const mine = (path: string) => !path.startsWith('lead.') || id === before.fact.leadId
  const earlier = Object.entries(before.values).filter(([path]) => mine(path))
  const was = evaluate(condition, {
    ...view,
    values: { ...view.values, ...Object.fromEntries(earlier) },
    facts: without(view.facts),
    ...(view.colleagues && {
      colleagues: view.colleagues.map((one) => ({ ...one, facts: without(one.facts) })),
    }),
  })
  return { id, now, was, next }
}
