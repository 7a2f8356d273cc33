import { sql } from 'kysely'
import { CLICKED, SCANNED, VOIDED } from '../../core/mail/clicks.ts'
import { asOf } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import { wakeWaiting } from '../facts/wake.ts'
import { noteMailEvents } from '../mail-events.ts'
import type { Moment } from '../moment.ts'
import { KEPT_MS } from './forget.ts'
import { clickKey, clickProps, linkOf, mailProps, type VisitedMail } from './visited-mail.ts'

/** A click that gets its verdict. Its instant in epoch ms of business time. */
interface Click {
  id: string
  link: number
  at: number
  verdict: string
  factId: number | null
}

interface Whose {
  leadId: string
  mail: VisitedMail
}

/** A person's: the fact `email.clicked`, once a link, with the instant at which it was followed. */
export async function release(m: Moment, { leadId, mail }: Whose, { id, link, at }: Click): Promise<void> {
  const before = await m.tx
    .selectFrom('visits')
    .select(['link', 'verdict', 'fact_id'])
    .where('message_key', '=', mail.key)
    .where('fact_id', 'is not', null)
    .where('link', 'is not', null)
    .execute()
  const same = before.filter((one) => one.link === link)
  const standing = same.find((one) => one.verdict === 'person')
  const old = await oldClicks(m, { leadId, mail }, new Set(before.map((one) => one.fact_id)))
  const sameOld = old.filter((one) => one.link === linkOf(mail, link))
  const takenBack =
    new Set(same.filter((one) => one.verdict === 'voided').map((one) => one.fact_id)).size +
    sameOld.filter((one) => one.voided).length
  const factId =
    standing?.fact_id ??
    (await recordFact(m, {
      type: CLICKED,
      leadId,
      at,
      props: clickProps(mail, link),
      key: clickKey(mail, linkOf(mail, link), takenBack),
    }))
  // Null: it stands for a click of which no visit is left. Nothing that is found out of this one takes that back.
  await decide(m, id, { verdict: 'person', why: 'person', fact_id: factId })
  if (!before.some((one) => one.verdict === 'person') && old.every((one) => one.voided))
    await noteMailEvents(m, [{ what: 'clicked', message: mail }])
}

/** Clicks of a mail that are on record, and whose visits are forgotten (`forgetVisits`): none of a mail that left lately. */
async function oldClicks(
  { tx, now }: Moment,
  { leadId, mail }: Whose,
  known: ReadonlySet<number | null>,
): Promise<{ link: unknown; voided: boolean }[]> {
  const left = mail.left_at ?? mail.sending_at ?? 0
  if (now - left < KEPT_MS) return []
  const facts = await tx
    .selectFrom('facts')
    .select(['id', 'type', 'props'])
    .where('lead_id', '=', leadId)
    .where('type', 'in', [CLICKED, VOIDED])
    .where('accepted_at', '>=', asOf(left))
    .where(sql<boolean>`props ->> 'message' = ${mail.key}`)
    .execute()
  const voided = new Set(facts.flatMap(({ type, props }) => (type === VOIDED ? [props.click] : [])))
  return facts
    .filter(({ id, type }) => type === CLICKED && !known.has(id))
    .map(({ id, props }) => ({ link: props.link, voided: voided.has(id) }))
}

/**
 * A machine's after all. One that was held is kept as `email.scanned`, and who slept to its verdict wakes. One that was
 * released is taken back by a fact of its own: points are reversed, conditions count it no longer, and no journey goes back.
 */
export async function takeBack(
  m: Moment,
  { leadId, mail }: Whose,
  { id, link, verdict, factId }: Click,
  why: string,
): Promise<void> {
  await decide(m, id, { verdict: 'voided', why })
  if (verdict === 'pending') {
    await noteScan(m, { leadId, mail }, { link, why })
    await wakeWaiting(m, { leadId, accountId: null, things: [] }, [CLICKED])
    return
  }
  if (factId === null || (await isHeldUp(m, factId))) return
  await recordFact(m, {
    type: VOIDED,
    leadId,
    props: { ...mailProps(mail), link: linkOf(mail, link), click: factId, why },
    key: `${VOIDED} ${factId}`,
  })
}

/** A machine followed a link, kept once a link. It scores nothing. */
export async function noteScan(
  m: Moment,
  { leadId, mail }: Whose,
  { link: number, why }: { link: number; why: string },
): Promise<void> {
  const link = linkOf(mail, number)
  const props = { ...mailProps(mail), link, human: false, why }
  await recordFact(m, { type: SCANNED, leadId, props, key: `${SCANNED} ${mail.key} ${link}` })
}

// Another click on the same link, which nothing speaks against, stands for the same fact.
async function isHeldUp(m: Moment, factId: number): Promise<boolean> {
  const row = await m.tx
    .selectFrom('visits')
    .select('id')
    .where('fact_id', '=', factId)
    .where('verdict', '=', 'person')
    .executeTakeFirst()
  return row !== undefined
}

const decide = (
  m: Moment,
  id: string,
  values: { verdict: 'person' | 'voided'; why: string; fact_id?: number | null },
) => m.tx.updateTable('visits').set(values).where('id', '=', id).execute()
