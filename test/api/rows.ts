import { instant } from '../../store/database.ts'
import { keyHash } from '../../store/keys.ts'
import type { TestStore } from '../harness/store.ts'

/** A seller, with a key of its own if one is given. Gives the id. */
export async function addSeller(store: TestStore, email: string, key?: string): Promise<string> {
  const row = {
    email,
    name: email,
    key_hash: key ? keyHash(key) : null,
    created_at: instant(store.clock.read()),
  }
  const { id } = await store.db.insertInto('sellers').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}
