import { category } from '../../core/score/category.ts'
import { nextCooling } from '../../core/score/crossing.ts'
import { fitOf } from '../../core/score/fit.ts'
import { grade } from '../../core/score/grade.ts'
import { heat } from '../../core/score/heat.ts'
import { post } from '../../core/score/post.ts'
import { setAlarm } from '../alarms.ts'
import { instant, json } from '../database.ts'
import { journal } from '../journal.ts'
import { leadView } from '../journeys/view.ts'
import type { Moment } from '../moment.ts'
import type { LockedLead } from '../transact.ts'
import type { StoredFact } from './insert.ts'

/** Facts after which the fit may be another. */
const PROFILE = ['lead.changed', 'account.changed']

/**
 * Posts the points of a fact: ledger lines, the lead's state, its grade and category, and when it will cool.
 * @returns whether its heat may have changed.
 */
export async function scoreFact(m: Moment, lead: LockedLead, fact: StoredFact): Promise<boolean> {
  const { state, lines } = post(m.release.scoring, lead.score, fact, fact.at)
  if (lines.length > 0) {
    await m.tx
      .insertInto('score_lines')
      .values(
        lines.map((line) => ({
          at: instant(m.now),
          lead_id: lead.id,
          fact_id: fact.id,
          rule: line.rule,
          grp: line.group,
          points: line.points,
          value_after: line.valueAfter,
        })),
      )
      .execute()
    lead.score = state
  }
  const changed = lines.length > 0 || PROFILE.includes(fact.type)
  if (changed) await rescore(m, lead)
  return changed
}

/** Computes fit, grade and category anew, and sets the alarm for the instant at which the lead will have cooled. */
export async function rescore(m: Moment, lead: LockedLead): Promise<void> {
  const { scoring } = m.release
  const view = await leadView(m, lead)
  lead.fit = fitOf(scoring, view.values).fit
  const was = lead.category
  lead.category = category(scoring, lead, m.now, view.values)
  lead.grade = grade(scoring, lead, m.now)
  await m.tx
    .updateTable('leads')
    .set({
      fit: lead.fit,
      score: json(lead.score),
      grade: lead.grade,
      category: lead.category,
      updated_at: instant(m.now),
    })
    .where('id', '=', lead.id)
    .execute()
  if (lead.category !== was) {
    const points = Math.round(heat(scoring, lead, m.now))
    await journal(m, {
      leadId: lead.id,
      kind: 'score',
      data: { from: was, to: lead.category, heat: points, grade: lead.grade },
    })
  }
  const coolsAt = nextCooling(scoring, lead, m.now)
  if (coolsAt !== null) await setAlarm(m, { subject: `lead:${lead.id}`, what: 'cool', at: coolsAt })
}
