import { sql } from 'kysely'
import { afterBatch } from '../../store/lanes/breaker.ts'
import type { Store } from '../../store/store.ts'

/** Machine time between two looks at how a lane's mail is taken. */
const LOOK_MS = 200

/** Looks at how a lane's mail is taken while it leaves. */
export interface Watch {
  /** To be called when a mail has ended; looks if the last look is a while ago. */
  ended(): Promise<void>
  /** Looks now. */
  look(): Promise<void>
  /** How often the breaker opened; mail that was claimed before it did goes back. */
  storms(): number
}

/** Begins to watch a lane for one batch: looks at most every 200 ms of machine time. */
export function watch(store: Store, lane: string): Watch {
  let lookedAt = performance.now()
  let storms = 0
  async function look(): Promise<void> {
    lookedAt = performance.now()
    const change = await afterBatch(store, lane)
    if (change && 'open' in change) storms += 1
  }
  return {
    look,
    ended: async () => {
      if (performance.now() - lookedAt >= LOOK_MS) await look()
    },
    storms: () => storms,
  }
}

/** Gives mail of a claim that has not begun to leave back to its lane: the next claim keeps it back. */
export async function giveBack(store: Store, claimId: string): Promise<void> {
  await sql`update messages set status = case when tries > 0 then 'retry' else 'queued' end, claim_id = null, lease_until = null
    where key in (
      select key from messages where place = 'open' and status = 'claimed' and claim_id = ${claimId}
      order by key for no key update skip locked)`.execute(store.db)
}
