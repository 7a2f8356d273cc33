import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { instant } from '../database.ts'
import { filePath } from '../files.ts'
import type { Moment } from '../moment.ts'
import type { Work } from './behind.ts'
import type { Counts } from './empty.ts'

/** What lies beside the database about one erasure, so that it can be done again after a restore: ids and hashes. */
export interface ErasedEntry {
  id: string
  /** Business time, ISO 8601. */
  at: string
  by: string
  why: string | null
  leads: string[]
  addresses: string[]
  files: string[]
}

const folder = (dataDir: string): string => join(dataDir, 'erased')

/** Writes the entry of an erasure, whole or not at all. */
export async function listErasure(m: Moment, { id, dataDir }: Work): Promise<void> {
  const { rows } = await sql<Omit<ErasedEntry, 'at'> & { at: number }>`
    select id, asked_at as at, by, why,
      array(select lead_id::text from erased_leads where erasure_id = e.id order by 1) as leads,
      array(select address_hash from erased_addresses where erasure_id = e.id order by 1) as addresses,
      array(select stored_as from erased_files where erasure_id = e.id order by 1) as files
    from erasures e where id = ${id}`.execute(m.tx)
  const [row] = rows
  if (!row) return
  const entry: ErasedEntry = { ...row, at: new Date(row.at).toISOString() }
  await mkdir(folder(dataDir), { recursive: true, mode: 0o700 })
  const path = join(folder(dataDir), `${id}.json`)
  await writeFile(`${path}.new`, `${JSON.stringify(entry)}\n`, { mode: 0o600, flush: true })
  await rename(`${path}.new`, path)
}

/** All entries that lie there. */
export async function listedErasures(dataDir: string): Promise<ErasedEntry[]> {
  const names = await readdir(folder(dataDir)).catch(() => [])
  const entries: ErasedEntry[] = []
  for (const name of names.filter((one) => one.endsWith('.json')).sort())
    entries.push(JSON.parse(await readFile(join(folder(dataDir), name), 'utf8')) as ErasedEntry)
  return entries
}

/** Takes the person's files out of storage. Once more where a worker died between: what is gone is gone. */
export async function removeFiles(m: Moment, { id, dataDir }: Work): Promise<Counts> {
  const files = await m.tx
    .selectFrom('erased_files')
    .select('stored_as')
    .where('erasure_id', '=', id)
    .where('gone_at', 'is', null)
    .execute()
  for (const { stored_as } of files) await rm(filePath(dataDir, stored_as), { force: true })
  await m.tx
    .updateTable('erased_files')
    .set({ gone_at: instant(m.now) })
    .where('erasure_id', '=', id)
    .where('gone_at', 'is', null)
    .execute()
  return { files: files.length }
}
