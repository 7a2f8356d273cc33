import { sql } from 'kysely'
import { CHANGED } from '../../core/advance/effects.ts'
import type { Release } from '../../core/release/release.ts'
import { becomings, concerns } from '../journeys/triggers.ts'
import type { Moment } from '../moment.ts'
import { thingsNamed } from '../things.ts'
import { applyOne } from './apply.ts'
import { kindOf } from './check.ts'
import { insertFacts, type StoredFact } from './insert.ts'
import { putAside } from './unapplied.ts'
import { subjectsOf } from './wake.ts'

/** A fact that we ourselves make about a lead whose company is known. */
export interface OwnFact {
  type: string
  leadId: string
  accountId: string | null
  /** Things that it is about, apart from those that its props name. */
  things?: string[]
  props: Record<string, unknown>
  key?: string
}

/**
 * Records facts of one or many leads in one statement, as `recordFact` does one. The caller holds the locks of all the leads.
 * Only what something follows from is applied one by one: where no score, no trigger and no waiting journey asks for such
 * a fact, applying it would change nothing.
 */
export async function recordFacts(m: Moment, facts: OwnFact[]): Promise<void> {
  if (facts.length === 0) return
  const rows = facts.map((fact) => ({
    ...fact,
    key: fact.key ?? null,
    at: m.now,
    known: kindOf(m.release, fact.type) !== undefined,
    things: [...new Set([...(fact.things ?? []), ...thingsNamed(m.release, fact.props)])],
  }))
  const made = await insertFacts(m.tx, rows, m.now)
  const fresh = rows.flatMap((row, n) => (made[n]?.fresh ? [{ ...row, id: made[n].id }] : []))
  const quiet = fresh.filter((fact) => !heeded(m.release, fact))
  const awaited = await awaitedSubjects(m, quiet)
  for (const fact of fresh) {
    if (quiet.includes(fact) && !subjectsOf(fact).some((subject) => awaited.has(`${fact.type} ${subject}`)))
      continue
    const applied = await applyOne(m, fact)
    if (!applied.ok) await putAside(m, [fact], 1)
  }
}

/** Types that the store itself acts upon when it applies them. */
const BUSY = /^(consent|call|handoff)\.|^email\.replied$/

/** Whether the marketing of this release makes anything of such a fact, apart from journeys that wait for it. */
function heeded(release: Release, fact: StoredFact): boolean {
  const { own, company } = becomings(release)
  return (
    BUSY.test(fact.type) ||
    fact.type === CHANGED.lead ||
    fact.type === CHANGED.account ||
    thingsNamed(release, fact.props).length > 0 ||
    release.scoring.rules.some((rule) => rule.fact === fact.type) ||
    release.plans.some((plan) => plan.enter?.on.some((on) => 'fact' in on && on.fact === fact.type)) ||
    // A company's condition is looked at for whoever is new there, whatever the fact.
    company.length > 0 ||
    own.some((one) => concerns(release, one.condition, fact, false))
  )
}

/** `<type> <subject>` for which some journey sleeps. */
async function awaitedSubjects(m: Moment, facts: StoredFact[]): Promise<Set<string>> {
  if (facts.length === 0) return new Set()
  const types = [...new Set(facts.map((fact) => fact.type))]
  const subjects = facts.flatMap(subjectsOf)
  const { rows } = await sql<{ name: string }>`select distinct type || ' ' || subject as name from waits
    where subject = any(${subjects}) and type = any(${types})`.execute(m.tx)
  return new Set(rows.map((row) => row.name))
}
