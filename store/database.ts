import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { prepareNamed } from './prepared.ts'
import type { Tables } from './tables/tables.ts'

/** The database, outside of any transaction. */
export type Db = Kysely<Tables>
/** One open transaction. */
export type Tx = Transaction<Tables>

const TIMESTAMPTZ = 1184
const BIGINT = 20
const DATE = 1082

// Instants are epoch ms everywhere outside of SQL; ids stay far below 2^53.
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).getTime()
    if (oid === BIGINT) return Number
    // A day has no instant: it stays as it is written, 2026-05-18.
    if (oid === DATE) return (text: string) => text
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/** Opens a pool. `max` connections; a statement that takes over 60 s of machine time is ended by the server. */
export function openDatabase(
  url: string,
  { max = 10, connectMs = 0 }: { max?: number; connectMs?: number } = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectMs,
    types,
    options: '-c timezone=UTC -c statement_timeout=60000',
  })
  // An idle connection that breaks is replaced on its next use; without a listener it would end the process.
  pool.on('error', () => {})
  // The same for one that breaks while a transaction has it: its query fails, and that is enough.
  pool.on('connect', (client) => {
    client.on('error', () => {})
    prepareNamed(client)
  })
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Epoch ms as a parameter for a timestamptz column. */
export const instant = (ms: number): Date => new Date(ms)
/** The same for a column that may be null. */
export const maybeInstant = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))
/** Epoch ms to compare a timestamptz column with. */
export const asOf = (ms: number) => sql<number>`${new Date(ms)}::timestamptz`
/** A value as a parameter for a jsonb column. */
export const json = (value: unknown): string => JSON.stringify(value)
