import { sql } from 'kysely'
import { journal } from '../journal.ts'
import { codeOf } from '../facts/code.ts'
import { inMoment } from '../moment.ts'
import type { Store } from '../store.ts'
import { isConnectionError } from '../transact.ts'
import type { PumpTurn } from './turn.ts'

/** A turn that fails this often for anything but a connection parks its journey. */
const FAILURES = 5

/**
 * Runs a turn and counts its failures on the row. Broken connections are thrown on, for Temporal to try again; any
 * other error is counted, and the fifth in a row parks the journey with its code, while all others go on.
 */
export async function counted(store: Store, id: string, turn: () => Promise<PumpTurn>): Promise<PumpTurn> {
  try {
    return await turn()
  } catch (error) {
    if (isConnectionError(error)) throw error
    const parked = await countFailure(store, id, codeOf(error))
    if (!parked) throw error
    return { done: false, sleepMs: null, details: 'parked' }
  }
}

async function countFailure(store: Store, id: string, code: string): Promise<boolean> {
  return inMoment(
    store,
    async () => {},
    async (m) => {
      const { rows } = await sql<{ lead: string; sequence: string; parked: boolean }>`
        update journeys set failures = failures + 1,
          status = case when failures + 1 >= ${FAILURES} then 'parked' else status end,
          park_code = case when failures + 1 >= ${FAILURES} then ${code} end
        where id = ${id} and status = 'running'
        returning lead_id as lead, sequence, status = 'parked' as parked`.execute(m.tx)
      const row = rows[0]
      if (!row?.parked) return row === undefined
      const data = { what: 'parked', sequence: row.sequence, path: row.sequence, code }
      await journal(m, { leadId: row.lead, journeyId: id, kind: 'decision', data })
      return true
    },
  )
}
