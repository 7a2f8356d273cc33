import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import { rateDealer } from '../dealers/rate.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { FRESH_CLOCKS, notePass } from './note-pass.ts'
import { line } from './tell.ts'

/**
 * Takes a lead back from its owner: the offer, the lead and its open tasks are nobody's again, and the hand-off is open
 * at the stage where it stands. Who saw the contacts stays on record. The caller moves the hand-off on.
 */
export async function takeBack(m: Moment, held: Held, why: string): Promise<void> {
  const { handoff, lead } = held
  const from = handoff.owner_id
  const dealer = handoff.dealer_id
  if (handoff.state !== 'owned' || from === null) return
  await m.tx
    .updateTable('offers')
    .set({ state: 'withdrawn', reason: why })
    .where('handoff_id', '=', handoff.id)
    .where('state', '=', 'accepted')
    .execute()
  if (lead.owner_id === from) {
    await m.tx
      .updateTable('leads')
      .set({ owner_id: null, updated_at: instant(m.now) })
      .where('id', '=', lead.id)
      .execute()
    lead.owner_id = null
  }
  await m.tx
    .updateTable('tasks')
    .set({ seller_id: null })
    .where('lead_id', '=', lead.id)
    .where('seller_id', '=', from)
    .where('status', '=', 'open')
    .execute()
  await notePass(m, handoff, { to: null, why })
  await change(m, held, {
    state: 'open',
    owner_id: null,
    dealer_id: null,
    owned_at: null,
    revealed_at: null,
    contact_due_at: null,
    ...FRESH_CLOCKS,
    next_step: null,
    check_at: null,
    taken_back: handoff.taken_back + 1,
  })
  held.freed = dealer === null
  if (dealer) await rateDealer(m, dealer)
  await line(m, handoff, 'taken back', { seller: from, why })
}
