import { ConfigError, readConfig } from '../../config.ts'
import { AppError } from '../../core/errors.ts'
import type { Form } from '../../core/release/release.ts'
import { type Db, openDatabase } from '../../store/database.ts'
import { newestRelease } from '../../store/releases.ts'

/** Machine ms to wait for a database that a check can do without. */
const PATIENCE_MS = 2_000

/** The forms of the release in force; none where nothing is published. */
export async function publishedForms(db: Db): Promise<Record<string, Form>> {
  try {
    return (await newestRelease(db)).forms
  } catch (error) {
    if (error instanceof AppError && error.code === 'release_missing') return {}
    throw error
  }
}

/** The same for whoever has a database or none; null where none answers. */
export async function formsInForce(): Promise<Record<string, Form> | null> {
  const url = databaseUrl()
  if (url === null) return null
  const db = openDatabase(url, { max: 1, connectMs: PATIENCE_MS })
  try {
    return await publishedForms(db)
  } catch {
    return null
  } finally {
    await db.destroy()
  }
}

function databaseUrl(): string | null {
  try {
    return readConfig().databaseUrl
  } catch (error) {
    if (error instanceof ConfigError) return null
    throw error
  }
}
