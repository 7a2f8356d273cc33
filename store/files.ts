import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileType } from '../core/files/file-type.ts'
import { AppError } from '../core/errors.ts'
import { type Db, instant } from './database.ts'
import { seesLead } from './handoffs/sees-lead.ts'
import type { Moment } from './moment.ts'

/** A file that lies in storage and belongs to nobody yet. */
export interface ReceivedFile {
  storedAs: string
  name: string
  type: string
  bytes: number
  sha256: string
}

/** Most bytes of one file. */
export const FILE_LIMIT = 25_000_000

/** Where files from strangers lie; nothing else does. */
export const filesFolder = (dataDir: string): string => join(dataDir, 'files')

/** Where a stored file lies. */
export const filePath = (dataDir: string, storedAs: string): string => join(filesFolder(dataDir), storedAs)

/** The last part of a name as the browser sent it, on one line; never used as a path. */
export function plainName(name: string): string {
  const last = name.normalize('NFC').replaceAll('\\', '/').split('/').at(-1) ?? ''
  return (
    last
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
      .trim()
      .slice(0, 200) || 'file'
  )
}

/**
 * Streams a file from a stranger to storage, under a random name, and tells its type by its bytes. What is too large
 * or of no accepted type is gone again. Null for an empty part: a file field that was left empty.
 * @throws AppError file_size, file_type
 */
export async function receiveFile(
  dataDir: string,
  stream: Readable,
  { name, at, limit = FILE_LIMIT }: { name: string; at: string; limit?: number },
): Promise<ReceivedFile | null> {
  await mkdir(filesFolder(dataDir), { recursive: true, mode: 0o700 })
  const storedAs = randomUUID()
  const path = filePath(dataDir, storedAs)
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  const sniffed = fileType()
  let bytes = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw new AppError('file_size', at)
      sniffed.see(chunk)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    if ((stream as { truncated?: boolean }).truncated) throw new AppError('file_size', at)
    const type = sniffed.type()
    if (bytes > 0 && type === null) throw new AppError('file_type', at)
    // Its row must not outlive it when the power goes.
    await file.sync()
    await file.close()
    if (bytes === 0 || type === null) {
      await rm(path, { force: true })
      return null
    }
    return { storedAs, name: plainName(name), type, bytes, sha256: hash.digest('hex') }
  } catch (error) {
    await file.close()
    await rm(path, { force: true })
    stream.resume()
    throw error
  }
}

/** Takes received files out of storage again. */
export async function dropFiles(dataDir: string, files: { file: ReceivedFile }[]): Promise<void> {
  for (const { file } of files) await rm(filePath(dataDir, file.storedAs), { force: true })
}

/** Gives a received file to a lead. Returns its id, by which facts name it. */
export async function keepFile(m: Moment, leadId: string, file: ReceivedFile): Promise<string> {
  const row = await m.tx
    .insertInto('files')
    .values({
      lead_id: leadId,
      fact_id: null,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      sha256: file.sha256,
      stored_as: file.storedAs,
      created_at: instant(m.now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * A file that belongs to a lead, for this seller (null: an API key). A dealer's people read those of a lead that they
 * have; all else is not there.
 * @throws AppError file_unknown
 */
export async function readFileRow(
  db: Db,
  id: string,
  { sellerId }: { sellerId: string | null },
): Promise<{ name: string; type: string; stored_as: string }> {
  const row = await db
    .selectFrom('files')
    .select(['name', 'type', 'stored_as', 'lead_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row || !(await seesLead(db, row.lead_id, sellerId))) throw new AppError('file_unknown')
  return row
}
