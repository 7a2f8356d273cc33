import { AppError } from '../core/errors.ts'
import type { Tx } from './database.ts'

const AGAIN = new Set(['40001', '40P01'])
const TRIES = 4

/** Runs the transaction again when Postgres asks for it (serialization failure, deadlock), four times at most. */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === TRIES || !AGAIN.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}

/** The lead's row as rules and shells need it, read under its lock. */
export type LockedLead = Awaited<ReturnType<typeof lockLead>>

/**
 * Locks the lead's account and then the lead, in the one order that all of the product keeps (account → thing →
 * lead → journey). `account: 'update'` where the account itself is at stake, else it is shared.
 * @throws AppError lead_unknown, lead_erased
 */
export async function lockLead(tx: Tx, leadId: string, { account = 'share' as 'share' | 'update' | 'no' } = {}) {
  if (account !== 'no') await lockAccountOf(tx, leadId, account)
  const lead = await tx.selectFrom('leads').selectAll().where('id', '=', leadId).forNoKeyUpdate().executeTakeFirst()
  if (!lead) throw new AppError('lead_unknown')
  if (lead.erased_at !== null) throw new AppError('lead_erased')
  return lead
}

async function lockAccountOf(tx: Tx, leadId: string, how: 'share' | 'update'): Promise<void> {
  const lead = await tx.selectFrom('leads').select('account_id').where('id', '=', leadId).executeTakeFirst()
  if (!lead?.account_id) return
  const account = tx.selectFrom('accounts').select('id').where('id', '=', lead.account_id)
  await (how === 'share' ? account.forShare() : account.forNoKeyUpdate()).execute()
}
