import { instant } from '../database.ts'
import type { Store } from '../store.ts'
import type { Origin } from './take-incoming.ts'

/** What `incoming.kind` says of something that could not be taken in; `kindling doctor` counts it. */
export const UNREADABLE = 'unreadable'

/** Remembers an origin that has no effect of its own: what was put aside (`UNREADABLE`), a signature that was used up. */
export async function noteOrigin(store: Store, { source, id }: Origin, kind: string): Promise<void> {
  await store.db
    .insertInto('incoming')
    .values({ source, id, at: instant(await store.clock.now(store.db)), kind })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
