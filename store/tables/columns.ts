import type { ColumnType, Generated } from 'kysely'

/** An instant: read as epoch ms (number), written as Date. */
export type Instant = ColumnType<number, Date, Date>
/** The same, may be null. */
export type MaybeInstant = ColumnType<number | null, Date | null | undefined, Date | null>
/** JSON: read as T, written as text by `json()`. */
export type JsonOf<T> = ColumnType<T, string, string>
/** JSON with a default in the database. */
export type JsonDefault<T> = ColumnType<T, string | undefined, string>
/** Has a default in the database. */
export type Default<T> = Generated<T>
