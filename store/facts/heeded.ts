import { sql } from 'kysely'
import { CHANGED } from '../../core/advance/effects.ts'
import { VOIDED } from '../../core/mail/clicks.ts'
import type { Release } from '../../core/release/release.ts'
import { becomings, concerns } from '../journeys/triggers.ts'
import type { Moment } from '../moment.ts'
import { thingsNamed } from '../things.ts'
import type { StoredFact } from './insert.ts'
import { CONTACT, subjectsOf } from './wake.ts'

/**
 * Those of these facts from which something follows: where the store acts upon no such fact, no score and no trigger of
 * this release asks for it, and no journey waits for it, applying it would change nothing.
 */
export async function heededOf(m: Moment, facts: StoredFact[]): Promise<StoredFact[]> {
  const quiet = new Set(facts.filter((fact) => !heeded(m.release, fact)))
  const awaited = await awaitedSubjects(m, [...quiet])
  const waitedFor = (fact: StoredFact) =>
    subjectsOf(fact).some((subject) => awaited.has(`${fact.type} ${subject}`))
  return facts.filter((fact) => !quiet.has(fact) || waitedFor(fact))
}

/** Types that the store itself acts upon when it applies them. */
const BUSY = new Set([
  ...CONTACT,
  'consent.given',
  'consent.withdrawn',
  VOIDED,
  CHANGED.lead,
  CHANGED.account,
])

/** Whether the store, or the marketing of this release, makes anything of such a fact, apart from journeys that wait. */
function heeded(release: Release, fact: StoredFact): boolean {
  const { own, company } = becomings(release)
  return (
    BUSY.has(fact.type) ||
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
  const subjects = [...new Set(facts.flatMap(subjectsOf))]
  const { rows } = await sql<{
    name: string
  }>`/* awaited-subjects */ select distinct type || ' ' || subject as name from waits
    where subject = any(${subjects}) and type = any(${types})`.execute(m.tx)
  return new Set(rows.map((row) => row.name))
}
