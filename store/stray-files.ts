import { opendir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { filesFolder } from './files.ts'

/** Machine ms, since it is the disk that says how old a file is. A week, so that a backup restored by mistake costs nothing. */
export const STRAY_MS = 7 * 86_400_000
const BATCH = 500

/**
 * Takes files out of storage that have belonged to nobody for a week: the process that received one died before its form
 * was taken, or was not told whether it was.
 * @returns how many
 */
export async function removeStrayFiles(db: Db, dataDir: string): Promise<number> {
  const folder = filesFolder(dataDir)
  const now = await machineNow(db)
  const entries = await opendir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  let removed = 0
  let old: string[] = []
  const look = async () => {
    const strays = await unknown(db, old)
    old = []
    for (const name of strays) await rm(join(folder, name), { force: true })
    removed += strays.length
  }
  for await (const { name } of entries) {
    const age = await stat(join(folder, name)).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    )
    if (age >= STRAY_MS) old.push(name)
    if (old.length === BATCH) await look()
  }
  await look()
  return removed
}

async function machineNow(db: Db): Promise<number> {
  const { rows } = await sql<{ now: number }>`select clock_timestamp() as now`.execute(db)
  return rows[0]?.now ?? 0
}

async function unknown(db: Db, names: string[]): Promise<string[]> {
  if (names.length === 0) return []
  const rows = await db.selectFrom('files').select('stored_as').where('stored_as', 'in', names).execute()
  const known = new Set(rows.map((row) => row.stored_as))
  return names.filter((name) => !known.has(name))
}
