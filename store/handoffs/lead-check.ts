import { AppError } from '../../core/errors.ts'
import { instant } from '../database.ts'
import { rateDealer } from '../dealers/rate.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { lockHandoff } from './lock.ts'
import { line, tell } from './tell.ts'

/** What a lead says: nobody called; somebody did and offered something else; somebody did and offered our product. */
export type CheckAnswer = 'nobody called' | 'offered another' | 'offered ours'

/** The question as its page shows it. */
export interface LeadCheck {
  who: string
  answer: CheckAnswer | null
  lang: string | null
}

/** What a lead is asked about a seller. @throws AppError handoff_unknown, also where it never was asked or is erased */
export async function readCheck({ db }: Store, handoffId: string): Promise<LeadCheck> {
  const row = await db
    .selectFrom('lead_checks')
    .innerJoin('handoffs', 'handoffs.id', 'lead_checks.handoff_id')
    .innerJoin('leads', 'leads.id', 'handoffs.lead_id')
    .leftJoin('sellers', 'sellers.id', 'lead_checks.seller_id')
    .select(['called', 'offered', 'answered_at', 'sellers.name as who', 'leads.lang'])
    .where('handoff_id', '=', handoffId)
    .where('leads.erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) throw new AppError('handoff_unknown')
  return { who: row.who ?? '', lang: row.lang, answer: answerOf(row) }
}

const answerOf = (row: {
  answered_at: number | null
  called: boolean | null
  offered: boolean | null
}): CheckAnswer | null => {
  if (row.answered_at === null) return null
  if (!row.called) return 'nobody called'
  return row.offered ? 'offered ours' : 'offered another'
}

/**
 * The lead answers; the newest answer counts, the same one again changes nothing. The dealer's stars follow, and say why.
 * @throws AppError handoff_unknown, lead_erased
 */
export async function answerCheck(store: Store, handoffId: string, answer: CheckAnswer): Promise<void> {
  await inMoment(
    store,
    (tx) => lockHandoff(tx, handoffId),
    async (m, { handoff }) => {
      const check = await m.tx
        .selectFrom('lead_checks')
        .selectAll()
        .where('handoff_id', '=', handoffId)
        .executeTakeFirst()
      if (!check) throw new AppError('handoff_unknown')
      if (answerOf(check) === answer) return
      const said = { called: answer !== 'nobody called', offered: answer === 'offered ours' }
      await m.tx
        .updateTable('lead_checks')
        .set({ ...said, answered_at: instant(m.now) })
        .where('handoff_id', '=', handoffId)
        .execute()
      await tell(m, handoff, 'handoff.checked', {
        ...said,
        ...(check.seller_id && { seller: check.seller_id }),
      })
      await line(m, handoff, 'the lead says', { ...said, seller: check.seller_id })
      if (check.dealer_id) await rateDealer(m, check.dealer_id)
    },
  )
}
