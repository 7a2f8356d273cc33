import type { Selectable } from 'kysely'
import { CLICKED } from '../../core/mail/clicks.ts'
import type { Db, Tx } from '../database.ts'
import type { MessagesTable } from '../tables/mail.ts'

/** What of a mail its visits need. */
export type VisitedMail = Pick<
  Selectable<MessagesTable>,
  | 'key'
  | 'lead_id'
  | 'seller_id'
  | 'journey_id'
  | 'template'
  | 'sender'
  | 'lane'
  | 'topic'
  | 'links'
  | 'left_at'
  | 'sending_at'
>

/** The mail that a link names; undefined: none. */
export const readVisitedMail = (db: Db | Tx, key: string): Promise<VisitedMail | undefined> =>
  db
    .selectFrom('messages')
    .select([
      'key',
      'lead_id',
      'seller_id',
      'journey_id',
      'template',
      'sender',
      'lane',
      'topic',
      'links',
      'left_at',
      'sending_at',
    ])
    .where('key', '=', key)
    .executeTakeFirst()

/** What every fact about a visit of this mail carries. */
export const mailProps = (mail: Pick<VisitedMail, 'journey_id' | 'key' | 'template'>) => ({
  journey: mail.journey_id ?? '',
  message: mail.key,
  template: mail.template,
})

/** The properties of a click that counts, as its fact has them. */
export const clickProps = (mail: VisitedMail, link: number): Record<string, unknown> => ({
  ...mailProps(mail),
  link: linkOf(mail, link),
  human: true,
})

/** Where a link leads, as the author wrote it, so that a sequence can ask for it. */
export function linkOf({ links }: Pick<VisitedMail, 'links'>, number: number): string {
  const text = links?.[number] ?? ''
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.searchParams.get('utm_source') !== 'kindling') return text
  for (const mark of ['utm_source', 'utm_medium', 'utm_campaign']) url.searchParams.delete(mark)
  return url.href
}

/** The key of a click's fact: once a link, and anew after each one that was taken back. */
export const clickKey = (mail: Pick<VisitedMail, 'key'>, link: string, takenBack: number): string =>
  `${CLICKED} ${mail.key} ${link}${takenBack > 0 ? ` ${takenBack}` : ''}`
