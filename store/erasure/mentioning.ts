import { type RawBuilder, sql } from 'kysely'
import type { Marks } from '../../core/erasure/marks.ts'

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** Rows whose column may name the person: rather too many than too few, core/erasure/marks.ts decides. */
export function mentioning(column: string, { words, digits }: Marks): RawBuilder<boolean> {
  const text = sql`${sql.ref(column)}::text`
  const inJson = words.map((word) => `%${escaped(JSON.stringify(word).slice(1, -1))}%`)
  const asNumber = digits.map((one) => `%${one}%`)
  return sql<boolean>`(${text} ilike any(${[...inJson, ...words.map((word) => `%${escaped(word)}%`)]}::text[])
    or regexp_replace(${text}, '\\D', '', 'g') like any(${asNumber}::text[]))`
}
