import { sql } from 'kysely'
import { AppError } from '../core/errors.ts'
import type { Db } from './database.ts'
import { PAUSED } from './lanes/state.ts'

/** What kind of entry it is. */
export type StoryKind = 'fact' | 'decision' | 'mail' | 'score' | 'handoff' | 'task'

/** One entry of a lead's story: `at` in epoch ms, and where it stands among entries of the same instant. */
export interface StoryEntry {
  at: number
  rank: number
  id: string
  kind: StoryKind
  data: Record<string, unknown>
}

/** The entry after which the next page begins. */
export type StoryPlace = Pick<StoryEntry, 'at' | 'rank' | 'id'>

/**
 * A lead's story, oldest first: facts (also those of its company), points, what was decided and why, mail as the
 * ledger has it now with what was decided about it on the way (`history`; no `dueAt` while it is paused), tasks, and that one of the company's was joined.
 * @throws AppError lead_unknown, lead_erased
 */
export async function readStory(
  db: Db,
  leadId: string,
  { limit, after }: { limit: number; after?: StoryPlace },
): Promise<StoryEntry[]> {
  const lead = await db
    .selectFrom('leads')
    .select(['id', 'account_id', 'erased_at'])
    .where('id', '=', leadId)
    .executeTakeFirst()
  if (!lead) throw new AppError('lead_unknown')
  if (lead.erased_at !== null) throw new AppError('lead_erased')
  const place = after ?? { at: -1, rank: -1, id: '' }
  const { rows } = await sql<StoryEntry>`
    select * from (
      select at, 0 as rank, lpad(id::text, 20, '0') as id, 'fact' as kind,
        jsonb_build_object('id', id, 'type', type, 'known', known, 'props', props, 'things', things) as data
      from facts where lead_id = ${leadId} or (lead_id is null and account_id = ${lead.account_id})
      union all
      select at, 1, lpad(id::text, 20, '0'), 'score',
        jsonb_build_object('rule', rule, 'group', grp, 'points', points, 'valueAfter', value_after, 'fact', fact_id)
          || jsonb_strip_nulls(jsonb_build_object('reverses', reverses))
      from score_lines where lead_id = ${leadId}
      union all
      select at, 2, lpad(id::text, 20, '0'), case kind when 'note' then 'decision' else kind end,
        jsonb_strip_nulls(jsonb_build_object('journey', journey_id)) || data
      from journal where lead_id = ${leadId} and (kind not in ('mail', 'task') or (kind = 'task' and data ->> 'what' = 'joined'))
      union all
      select coalesce(left_at, queued_at), 3, key, 'mail',
        jsonb_build_object('template', template, 'status', status, 'reason', reason, 'messageId', message_id, 'kind', kind,
          'source', source, 'step', step, 'journey', journey_id, 'topic', topic, 'lang', lang,
          'history', (select jsonb_agg(
              jsonb_build_object('at', to_char(j.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) || (j.data - 'message' - 'template')
              order by j.at, j.id)
            from journal j where j.lead_id = ${leadId} and j.kind = 'mail' and j.data ->> 'message' = messages.key),
          'queuedAt', to_char(queued_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'dueAt', case when held_since is null or not starts_with(reason, ${PAUSED})
            then to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end)
      from messages where lead_id = ${leadId} and seller_id is null
      union all
      select created_at, 4, id::text, 'task',
        jsonb_build_object('task', id, 'name', name, 'step', step, 'status', status, 'outcome', outcome, 'seller', seller_id,
          'note', note, 'journey', journey_id, 'handoff', handoff_id,
          'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      from tasks where lead_id = ${leadId}
    ) as story
    where (at, rank, id) > (${new Date(place.at)}, ${place.rank}::int, ${place.id})
    order by at, rank, id limit ${limit}`.execute(db)
  return rows
}
