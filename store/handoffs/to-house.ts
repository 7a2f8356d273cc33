import type { Moment } from '../moment.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { withdrawOffers } from './offer.ts'
import { line } from './tell.ts'

/** Why a lead that was meant for dealers goes to the house team. */
export type HouseWhy = 'no consent for dealers' | 'no dealer took it' | 'no dealer fits' | 'unsold'

/** Gives a lead to the house team: what dealers were offered is withdrawn, their bids are over. */
export async function toHouse(
  m: Moment,
  held: Held,
  why: HouseWhy,
  values: Record<string, unknown> = {},
): Promise<void> {
  const { handoff } = held
  await withdrawOffers(m, handoff.id)
  await loseBids(m, handoff.id)
  await change(m, held, { stage: 'house', state: 'open', closes_at: null, again_at: null })
  await line(m, handoff, 'to the house team', { why, ...values })
}

/** Bids that still stand come to nothing. */
export async function loseBids(m: Pick<Moment, 'tx'>, handoffId: string): Promise<void> {
  await m.tx
    .updateTable('bids')
    .set({ state: 'lost' })
    .where('handoff_id', '=', handoffId)
    .where('state', '=', 'standing')
    .execute()
}
