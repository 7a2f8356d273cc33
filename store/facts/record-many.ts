import type { Moment } from '../moment.ts'
import { thingsNamed } from '../things.ts'
import { applyOne } from './apply.ts'
import { kindOf } from './check.ts'
import { heededOf } from './heeded.ts'
import { insertFacts } from './insert.ts'
import { putAside } from './unapplied.ts'

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
 * Only what something follows from is applied, one by one.
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
  for (const fact of await heededOf(m, fresh)) {
    const applied = await applyOne(m, fact)
    if (!applied.ok) await putAside(m, [fact], 1)
  }
}
