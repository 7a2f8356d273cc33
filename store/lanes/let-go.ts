import { type RawBuilder, sql } from 'kysely'
import { instant } from '../database.ts'
import { wakeLane } from '../lanes.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'

const PAGE = 2_000

/**
 * Mail that was kept back is due now, a page in each transaction, and its lanes are told. The claim decides each: by what its
 * sequence wants after a pause, and whether something else keeps it back.
 * @returns how many
 */
export async function letGo(store: Store, which: RawBuilder<unknown>): Promise<number> {
  let total = 0
  let after = ''
  for (;;) {
    const keys = await inMoment(
      store,
      () => Promise.resolve(),
      async (m) => {
        const { rows } = await sql<{ key: string; lane: string }>`
          with page as (
            select key from messages
            where held_since is not null and place = 'due' and key > ${after} and ${which}
            order by key limit ${PAGE} for no key update)
          update messages set due_at = ${instant(m.now)} where key in (select key from page)
          returning key, lane`.execute(m.tx)
        for (const lane of new Set(rows.map((row) => row.lane))) wakeLane(m, lane, m.now)
        return rows.map((row) => row.key)
      },
    )
    total += keys.length
    if (keys.length < PAGE) return total
    after = keys.reduce((last, key) => (key > last ? key : last), after)
  }
}
