import { sql } from 'kysely'
import { instant } from '../../../store/database.ts'
import type { TestStore } from '../../harness/store.ts'

/** So many facts with their keys, lines of the story and lines of the score of a lead, each with the lead's name in it. */
export async function lived(store: TestStore, lead: string, n: number): Promise<void> {
  const at = instant(store.clock.read())
  await sql`with made as (
      insert into facts (accepted_at, at, type, lead_id, props)
      select ${at}, ${at}, 'page.viewed', ${lead}, '{"page": "Anna Berg"}' from generate_series(1, ${n}) returning id)
    insert into fact_keys (key, fact_id, at) select 'anna.berg ' || id, id, ${at} from made`.execute(store.db)
  await sql`insert into journal (at, lead_id, kind, data)
    select ${at}, ${lead}, 'note', '{"what": "Anna Berg"}' from generate_series(1, ${n})`.execute(store.db)
  await sql`insert into score_lines (at, lead_id, rule, grp, points, value_after)
    select ${at}, ${lead}, 'r', 'site', 1, 1 from generate_series(1, ${n})`.execute(store.db)
}
