import { addDuration } from '../../core/time/duration.ts'
import { instant } from '../database.ts'
import { queueMessage } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { readSeller } from '../sellers.ts'
import { whereabouts } from '../whereabouts.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { routeOf, workTime } from './route.ts'
import { line } from './tell.ts'

/** How long the lead may answer. */
const ANSWER_FOR = 30 * 24 * 3_600_000

/** When the owned lead is to be asked whether somebody called, in its own working time; null: never, or it was asked. */
export async function askLeadAt(m: Moment, held: Held): Promise<number | null> {
  const { handoff, lead } = held
  const { askLeadAfter, hours } = routeOf(m, handoff)
  if (askLeadAfter === undefined || handoff.owned_at === null || !lead.email) return null
  if (handoff.check_at === null) {
    const { zone } = await whereabouts(m, lead)
    const time = workTime(m, { hours }, { zone, country: lead.country })
    await change(m, held, { check_at: addDuration(handoff.owned_at, askLeadAfter, time) })
  }
  const asked = await m.tx
    .selectFrom('lead_checks')
    .select('handoff_id')
    .where('handoff_id', '=', handoff.id)
    .executeTakeFirst()
  return asked ? null : handoff.check_at
}

/**
 * Asks the lead once: did they call, did they offer our product? Two links, one click each; opening one changes nothing.
 * The answer stands beside what the seller said.
 */
export async function askLead(m: Moment, held: Held): Promise<void> {
  const { handoff, lead } = held
  const seller = handoff.owner_id ? await readSeller(m.tx, handoff.owner_id) : undefined
  if (!seller || !lead.email) return
  const made = await m.tx
    .insertInto('lead_checks')
    .values({
      handoff_id: handoff.id,
      asked_at: instant(m.now),
      seller_id: seller.id,
      dealer_id: seller.dealer_id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('handoff_id')
    .executeTakeFirst()
  if (!made) return
  await queueMessage(m, {
    key: `did-they-call/${handoff.id}`,
    leadId: lead.id,
    sellerId: null,
    source: 'handoff',
    template: 'sales/did-they-call',
    expiresAt: m.now + ANSWER_FOR,
    vars: {
      who: seller.name,
      page: { page: 'check', id: handoff.id, seller: seller.id, until: m.now + ANSWER_FOR },
    },
  })
  await line(m, handoff, 'lead asked', { seller: seller.id })
}
