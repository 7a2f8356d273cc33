import { sql } from 'kysely'
import type { Release } from '../core/release/release.ts'
import type { Db, Tx } from './database.ts'
import { readTemplate } from './releases.ts'

/** Subjects of these templates by name, in this language, else in the default one; where a mail has none, nothing. */
export async function subjectsIn(
  on: Db | Tx,
  release: Pick<Release, 'templates' | 'defaults'>,
  names: readonly string[],
  lang: string,
): Promise<Map<string, string>> {
  const hashes = new Map(
    names.flatMap((name) => {
      const hash =
        release.templates[`${name}.${lang}`] ?? release.templates[`${name}.${release.defaults.lang}`]
      return hash === undefined ? [] : [[hash, name] as const]
    }),
  )
  if (hashes.size === 0) return new Map()
  const rows = await on
    .selectFrom('templates')
    .select(['hash', sql<string | null>`body ->> 'subject'`.as('subject')])
    .where('hash', 'in', [...hashes.keys()])
    .execute()
  return new Map(
    rows.flatMap(({ hash, subject }) => {
      const text = withoutGaps(subject ?? '')
      return text === '' ? [] : [[hashes.get(hash) ?? '', text] as const]
    }),
  )
}

const GAPS = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/** The subject of a template by its hash; the template's name where it says nothing. */
export async function subjectOf(db: Db, template: string, hash: string | null): Promise<string> {
  const body = hash ? await readTemplate<{ subject?: string }>(db, hash) : null
  return withoutGaps(body?.subject ?? '') || template
}

/** A subject with `…` where it names somebody or something; empty where it says nothing else. */
function withoutGaps(subject: string): string {
  const text = subject
    .replaceAll(GAPS, '…')
    .replaceAll(/(…\s*)+/g, '… ')
    .trim()
  return text === '…' ? '' : text
}
