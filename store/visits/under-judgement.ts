import { CLICKED } from '../../core/mail/clicks.ts'
import type { Needs } from '../../core/advance/needs.ts'
import type { JudgedFact } from '../../core/advance/view.ts'
import type { Tx } from '../database.ts'
import { clickProps } from './visited-mail.ts'

/** Whether a plan asks for clicks at all: else nothing that is under judgement concerns it. */
export const asksForClicks = ({ facts }: Needs): boolean => facts.some(({ type }) => type === CLICKED)

/** The lead's clicks under judgement, as the facts that they become if nothing speaks against them. */
export async function clicksUnderJudgement(tx: Tx, leadId: string): Promise<JudgedFact[]> {
  const rows = await tx
    .selectFrom('visits')
    .innerJoin('messages as mail', 'mail.key', 'visits.message_key')
    .select(['visits.link', 'visits.at', 'visits.judge_at'])
    .select([
      'mail.key',
      'mail.lead_id',
      'mail.seller_id',
      'mail.journey_id',
      'mail.template',
      'mail.sender',
      'mail.lane',
      'mail.topic',
      'mail.links',
      'mail.left_at',
      'mail.sending_at',
    ])
    .where('visits.lead_id', '=', leadId)
    .where('visits.verdict', '=', 'pending')
    .orderBy('visits.at')
    .execute()
  return rows.map(({ link, at, judge_at: judgedAt, ...mail }, n) => ({
    // No fact has such an id.
    id: -1 - n,
    type: CLICKED,
    at,
    props: clickProps(mail, link ?? 0),
    lead: leadId,
    things: [],
    judgedAt: judgedAt ?? at,
  }))
}
