import type { Tx } from '../database.ts'
import { accountLock } from '../account-lock.ts'
import { lockAccounts, lockLead, lockThings } from '../transact.ts'

/**
 * Takes the locks under which facts of one lead, company or thing are applied, in the order of docs/design.md rule 2:
 * companies, things, then the lead. A fact without a lead is its company's own and takes that for itself.
 * @throws AppError lead_unknown, lead_erased
 */
export async function lockFor(
  tx: Tx,
  facts: { accountId: string | null; things: string[] }[],
  leadId: string | null,
): Promise<void> {
  const named = facts.flatMap((fact) => fact.accountId ?? [])
  const accounts = [...new Set([...named, ...(leadId ? await accountOf(tx, leadId) : [])])]
  await lockAccounts(tx, accounts, leadId ? await accountLock(tx) : 'update')
  await lockThings(tx, [...new Set(facts.flatMap((fact) => fact.things))], 'update')
  if (leadId) await lockLead(tx, leadId, { account: 'no' })
}

async function accountOf(tx: Tx, leadId: string): Promise<string[]> {
  const row = await tx.selectFrom('leads').select('account_id').where('id', '=', leadId).executeTakeFirst()
  return row?.account_id ? [row.account_id] : []
}
