import type { Moment } from '../moment.ts'
import { thingsNamed } from '../things.ts'
import { applyOne } from './apply.ts'
import { kindOf } from './check.ts'
import { heededOf } from './heeded.ts'
import { insertFacts } from './insert.ts'
import { putAside } from './unapplied.ts'

/**
 * Records a fact that we ourselves make, in the caller's transaction, and applies it there where something follows from it. The
 * caller holds the lock of the lead. A key that was seen before changes nothing.
 * @returns the fact's id, or null for a repeat.
 */
export async function recordFact(
  m: Moment,
  fact: {
    type: string
    leadId: string
    accountId?: string | null
    things?: string[]
    props: Record<string, unknown>
    at?: number
    key?: string
    /** What it changed, as it was before, by path (`lead.stage`): whether a condition came true is judged by it. */
    was?: Record<string, unknown>
  },
): Promise<number | null> {
  const row = {
    type: fact.type,
    at: fact.at ?? m.now,
    key: fact.key ?? null,
    known: kindOf(m.release, fact.type) !== undefined,
    leadId: fact.leadId,
    accountId: fact.accountId ?? (await accountOf(m, fact.leadId)),
    things: [...new Set([...(fact.things ?? []), ...thingsNamed(m.release, fact.props)])],
    props: fact.props,
  }
  const [made] = await insertFacts(m.tx, [row], m.now)
  if (!made?.fresh) return null
  const stored = { ...row, id: made.id }
  const [heeded] = await heededOf(m, [stored])
  const applied = heeded && (await applyOne(m, heeded, fact.was))
  if (applied && !applied.ok) await putAside(m, [stored], 1)
  return made.id
}

async function accountOf(m: Moment, leadId: string): Promise<string | null> {
  const row = await m.tx.selectFrom('leads').select('account_id').where('id', '=', leadId).executeTakeFirst()
  return row?.account_id ?? null
}
