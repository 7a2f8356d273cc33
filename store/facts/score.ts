import { sql } from 'kysely'
import { CLICKED, VOIDED } from '../../core/mail/clicks.ts'
import { category } from '../../core/score/category.ts'
import { nextCooling } from '../../core/score/crossing.ts'
import { fitOf } from '../../core/score/fit.ts'
import { grade } from '../../core/score/grade.ts'
import { heat } from '../../core/score/heat.ts'
import { post } from '../../core/score/post.ts'
import { type PostedLine, reverse } from '../../core/score/reverse.ts'
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
  const { state, lines, reverses = null } = await pointsOf(m, lead, fact)
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
          reverses,
        })),
      )
      .execute()
    lead.score = state
  }
  const changed = lines.length > 0 || PROFILE.includes(fact.type)
  if (changed) await rescore(m, lead)
  return changed
}

/** What a fact gives, or takes back: the points of a click that was a machine's after all. */
async function pointsOf(
  m: Moment,
  lead: LockedLead,
  fact: StoredFact,
): Promise<ReturnType<typeof post> & { reverses?: number }> {
  const { scoring } = m.release
  const click = fact.type === VOIDED ? fact.props.click : null
  if (typeof click !== 'number') return post(scoring, lead.score, fact, fact.at)
  return { ...reverse(scoring, lead.score, await postedFor(m, lead.id, click)), reverses: click }
}

/** The lines of a fact that were not taken back yet. */
async function postedFor(m: Moment, leadId: string, factId: number): Promise<PostedLine[]> {
  const { rows } = await sql<PostedLine & { reverses: number | null }>`
    select line.rule, line.grp as "group", line.points, line.reverses, fact.at
    from score_lines line join facts fact on fact.id = ${factId} and fact.lead_id = line.lead_id and fact.type = ${CLICKED}
    where line.lead_id = ${leadId} and (line.reverses = ${factId} or line.fact_id = ${factId})
    order by line.id`.execute(m.tx)
  return rows.some((row) => row.reverses !== null) ? [] : rows
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
