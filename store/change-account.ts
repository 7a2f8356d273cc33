import { recordFact } from './facts/record.ts'
import type { Moment } from './moment.ts'
import type { LockedLead } from './transact.ts'

/** What is said of a lead's company. `owner`: a seller's id; null leaves it without one. */
export interface AccountInput {
  name?: string
  owner?: string | null
  /** This lead is the one to turn to there. */
  mainContact?: boolean
}

/**
 * Brings the lead's company up to date; a name stays once it has one. What changed becomes the fact `account.changed`.
 * The caller holds the lead's lock, and with it the company's.
 */
export async function changeAccount(m: Moment, lead: LockedLead, input: AccountInput): Promise<void> {
  if (!lead.account_id) return
  const account = await m.tx
    .selectFrom('accounts')
    .select(['id', 'name', 'owner_id', 'main_contact_id'])
    .where('id', '=', lead.account_id)
    .executeTakeFirstOrThrow()
  const main = input.mainContact ? lead.id : account.main_contact_id
  const set = {
    ...(input.name && account.name === null && { name: input.name }),
    ...(input.owner !== undefined && input.owner !== account.owner_id && { owner_id: input.owner }),
    ...(main !== account.main_contact_id && { main_contact_id: main }),
  }
  const changed = Object.keys(set)
  if (changed.length === 0) return
  await m.tx.updateTable('accounts').set(set).where('id', '=', account.id).execute()
  await recordFact(m, {
    type: 'account.changed',
    leadId: lead.id,
    props: { changed },
    was: { 'account.name': account.name ?? undefined },
  })
}
