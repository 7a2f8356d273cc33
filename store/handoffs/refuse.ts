import { REFUSED } from '../../core/sales/outcomes.ts'
import { recordConsentFact } from '../leads.ts'
import { instant } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { change } from './change.ts'
import { closeHandoff } from './close.ts'
import { mailRefused } from './lead-mails.ts'
import { type Held, lockHandoff } from './lock.ts'
import { line } from './tell.ts'

/**
 * The lead would rather not be called: the hand-off is closed, whoever has it or is asked for it, and consent for
 * dealers is taken back. Said twice, or of a hand-off that is over, it changes nothing.
 * @returns whether it changed anything.
 * @throws AppError handoff_unknown, lead_erased
 */
export async function refuseContact(store: Store, id: string, { text }: { text: string }): Promise<boolean> {
  return inMoment(
    store,
    (tx) => lockHandoff(tx, id),
    async (m, held) => {
      const { handoff, lead } = held
      if (handoff.state === 'closed') return false
      await change(m, held, { refused_at: m.now })
      await recordConsentFact(m, lead.id, {
        purpose: 'dealers',
        given: false,
        source: 'the lead refused',
        text,
      })
      await line(m, handoff, 'refused by the lead', { ...(handoff.owner_id && { seller: handoff.owner_id }) })
      await waiveDue(m, held)
      await mailRefused(m, held)
      await closeHandoff(m, held, { outcome: REFUSED })
      m.wakes.set(`handoff/${id}`, { type: 'handoff' })
      return true
    },
  )
}

// Nobody pays for a lead that could not be spoken with.
async function waiveDue(m: Moment, { handoff }: Held): Promise<void> {
  if (handoff.contacted_at !== null) return
  await m.tx
    .updateTable('dues')
    .set({ waived_at: instant(m.now), why: 'the lead refused' })
    .where('handoff_id', '=', handoff.id)
    .where('waived_at', 'is', null)
    .execute()
}
