import { CHANGED } from '../../core/advance/effects.ts'
import type { Moment } from '../moment.ts'
import { enrolByBecomes, enrolByFact } from '../journeys/triggers.ts'
import { applyConsent } from '../consents.ts'
import { updateThings } from '../things.ts'
import { guarded, type LockedLead } from '../transact.ts'
import type { StoredFact } from './insert.ts'
import { scoreFact } from './score.ts'
import { wakeHandoffs, wakeWaiting } from './wake.ts'

/**
 * Folds one fact into what follows from it, in order: things, score, consents, waiting journeys, hand-offs, triggers.
 * The caller holds the lock of the fact's lead. It runs inside a savepoint: if it throws, nothing of it stays, and the
 * fact can be applied again later.
 */
export async function applyOne(
  m: Moment,
  fact: StoredFact,
): Promise<{ ok: true; value: void } | { ok: false; error: unknown }> {
  return guarded(m.tx, async () => {
    if (fact.things.length > 0) await updateThings(m.tx, m.release, fact)
    if (fact.leadId) await applyToLead(m, fact, fact.leadId)
    else await wakeWaiting(m, fact, heardAs(fact))
  })
}

async function applyToLead(m: Moment, fact: StoredFact, leadId: string): Promise<void> {
  const lead: LockedLead = await m.tx
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', leadId)
    .executeTakeFirstOrThrow()
  const before = { ...lead }
  await applyConsent(m, fact)
  const scored = await scoreFact(m, lead, fact)
  await wakeWaiting(m, fact, [...heardAs(fact), ...(scored ? [CHANGED.score] : [])])
  await wakeHandoffs(m, fact)
  await enrolByFact(m, lead, fact)
  await enrolByBecomes(m, { before, lead, fact })
}

// A fact about a thing may have changed its fields.
const heardAs = (fact: StoredFact): string[] =>
  fact.things.length > 0 ? [fact.type, CHANGED.thing] : [fact.type]
