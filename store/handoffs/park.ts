import { sql } from 'kysely'
import { codeOf } from '../facts/code.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { isConnectionError } from '../transact.ts'
import { wakeFirst } from './first-come.ts'
import { line } from './tell.ts'
import type { HandoffTurn } from './turn.ts'

/** A turn that fails this often for anything but a connection parks its hand-off. */
const FAILURES = 5

/** Runs a turn and counts its failures on the row; the fifth in a row parks the hand-off, while all others go on. */
export async function counted(
  store: Store,
  id: string,
  turn: () => Promise<HandoffTurn>,
): Promise<HandoffTurn> {
  try {
    return await turn()
  } catch (error) {
    if (isConnectionError(error) || !(await countFailure(store, id, codeOf(error)))) throw error
    return { sleepMs: null, details: 'parked' }
  }
}

async function countFailure(store: Store, id: string, code: string): Promise<boolean> {
  return inMoment(
    store,
    async () => {},
    async (m) => {
      const row = await m.tx
        .updateTable('handoffs')
        .set({
          failures: sql`failures + 1`,
          park_code: sql`case when failures + 1 >= ${FAILURES} then ${code} end`,
        })
        .where('id', '=', id)
        .where('state', '<>', 'closed')
        .where('park_code', 'is', null)
        .returningAll()
        .executeTakeFirst()
      if (row?.park_code) {
        await line(m, row, 'parked', { code })
        // If it waited for room, it waits before nobody any more.
        await wakeFirst(m)
      }
      return row?.park_code !== null
    },
  )
}
