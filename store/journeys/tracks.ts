import { sql } from 'kysely'
import type { Needs } from '../../core/advance/needs.ts'
import type { View } from '../../core/advance/view.ts'
import type { Moment } from '../moment.ts'

/**
 * The tracks that a plan takes mails from, and which of their mails the lead has had from anywhere, on the way
 * included. What was skipped or given up was never had.
 */
export async function readTracks(
  m: Moment,
  leadId: string,
  { tracks }: Needs,
): Promise<Pick<View, 'tracks' | 'had'>> {
  if (tracks.length === 0) return {}
  const all = m.release.tracks ?? {}
  const templates = tracks.flatMap((name) => all[name] ?? []).map((item) => item.template)
  const { rows } = await sql<{ template: string }>`
    select distinct template from messages where lead_id = ${leadId} and seller_id is null
      and template = any(${templates}) and status not in ('skipped', 'failed')`.execute(m.tx)
  return { tracks: all, had: rows.map((row) => row.template) }
}
