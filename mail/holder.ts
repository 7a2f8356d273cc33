import { type RawBuilder, sql } from 'kysely'
import type { Store } from '../store/store.ts'

/**
 * Machine time for which a mail is its holder's. A living holder renews it every few seconds, however long a server
 * takes; a dead one's mail is taken up after it.
 */
const LEASE_S = 20
/** The machine instant of a lease that begins now. */
export const lease = (): RawBuilder<number> => sql`clock_timestamp() + make_interval(secs => ${LEASE_S}::int)`

/** Who could not renew for so long (machine ms) offers no body any more: others may take its mail for left behind. */
const TRUSTED_MS = 12_000
/** How often it is renewed, and the activity's holder is heard of (machine ms). */
const BEAT_MS = 4_000

/** Whoever has claimed mail in hand, for one slice. */
export interface Holder {
  /** Takes charge of a claim. */
  takes(claimId: string): void
  /** Whether its leases were renewed lately enough that nobody else can have them. */
  trusted(): boolean
  /** Renews no more. */
  rests(): void
}

/** Keeps the leases of its claims alive. `heartbeat` is called at every beat, whatever the database answers. */
export function holder(store: Store, heartbeat?: () => void): Holder {
  const claims: string[] = []
  let renewedAt = performance.now()
  async function renew(): Promise<void> {
    const asked = performance.now()
    await sql`update messages set lease_until = ${lease()}
      where key in (
        select key from messages where place = 'open' and claim_id = any(${claims}::uuid[])
        order by key for no key update skip locked)`.execute(store.db)
    renewedAt = asked
  }
  const beat = setInterval(() => {
    heartbeat?.()
    renew().catch(() => {})
  }, BEAT_MS)
  return {
    takes(claimId) {
      claims.push(claimId)
    },
    trusted: () => performance.now() - renewedAt < TRUSTED_MS,
    rests: () => clearInterval(beat),
  }
}
