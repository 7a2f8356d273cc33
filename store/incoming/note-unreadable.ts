import { instant } from '../database.ts'
import type { Store } from '../store.ts'
import type { Origin } from './take-incoming.ts'

/** What `incoming.kind` says of something that could not be taken in; `kindling doctor` counts it. */
export const UNREADABLE = 'unreadable'

/** Remembers that something was put aside. */
export async function noteUnreadable(store: Store, { source, id }: Origin): Promise<void> {
  await store.db
    .insertInto('incoming')
    .values({ source, id, at: instant(await store.clock.now(store.db)), kind: UNREADABLE })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
