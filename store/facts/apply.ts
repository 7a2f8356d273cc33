import { CHANGED } from '../../core/advance/effects.ts'
import { CLICKED, VOIDED } from '../../core/mail/clicks.ts'
import type { Moment } from '../moment.ts'
import { applyConsent } from '../consents.ts'
import { mailReply } from '../handoffs/reply-mail.ts'
import { enrolByCompany } from '../journeys/company-triggers.ts'
import { armDates } from '../journeys/date-triggers.ts'
import { enrolByBecomes, enrolByFact } from '../journeys/triggers.ts'
import { splitThing, type ThingChange, updateThings } from '../things.ts'
import { guarded, type LockedLead } from '../transact.ts'
import type { StoredFact } from './insert.ts'
import { scoreFact } from './score.ts'
import { wakeHandoffs, wakeWaiting } from './wake.ts'

/**
 * Folds one fact into what follows from it, in order: things, score, consents, waiting journeys, hand-offs, triggers of
 * the lead, of its company, and of dates. The caller holds the lock of the fact's lead (and of its company). It runs
 * inside a savepoint: if it throws, nothing of it stays, and the fact can be applied again later. `was`: values that it
 * changed, as they were before.
 */
export async function applyOne(
  m: Moment,
  fact: StoredFact,
  was: Record<string, unknown> = {},
): Promise<{ ok: true; value: void } | { ok: false; error: unknown }> {
  return guarded(m.tx, async () => {
    const changes = fact.things.length > 0 ? await updateThings(m.tx, m.release, fact) : []
    const heard = [
      fact.type,
      ...(changes.length > 0 ? [CHANGED.thing] : []),
      // Who counts clicks hears that one counts no longer.
      ...(fact.type === VOIDED ? [CLICKED] : []),
    ]
    if (fact.leadId) await applyToLead(m, fact, { leadId: fact.leadId, heard, was })
    else {
      await wakeWaiting(m, fact, heard)
      await enrolByFact(m, null, fact)
      await enrolByCompany(m, fact, { lead: null, scored: false, was })
    }
    await armChanged(m, fact, changes)
  })
}

async function applyToLead(
  m: Moment,
  fact: StoredFact,
  { leadId, heard, was }: { leadId: string; heard: string[]; was: Record<string, unknown> },
): Promise<void> {
  const lead: LockedLead = await m.tx
    .selectFrom('leads')
    .selectAll()
    .where('id', '=', leadId)
    .executeTakeFirstOrThrow()
  const before = { ...lead }
  await applyConsent(m, fact)
  const scored = await scoreFact(m, lead, fact)
  await wakeWaiting(m, fact, [...heard, ...(scored ? [CHANGED.score] : [])])
  await wakeHandoffs(m, fact)
  await mailReply(m, lead, fact)
  await enrolByFact(m, lead, fact)
  await enrolByBecomes(m, { before, lead, fact, scored, was })
  await enrolByCompany(m, fact, { lead, scored, was })
}

/** The dates that this fact may have moved get their alarms anew. */
async function armChanged(m: Moment, fact: StoredFact, changes: ThingChange[]): Promise<void> {
  for (const { thing, fields } of changes) {
    const { kind } = splitThing(thing)
    await armDates(
      m,
      `thing:${thing}`,
      fields.map((field) => `${kind}.${field}`),
    )
  }
  if (fact.leadId && fact.type === CHANGED.lead) await armDates(m, `lead:${fact.leadId}`)
  if (fact.accountId && fact.type === CHANGED.account) await armDates(m, `account:${fact.accountId}`)
}
