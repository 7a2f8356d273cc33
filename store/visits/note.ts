import type { Judgement, OpenKind } from '../../core/mail/human.ts'
import { SCANNED } from '../../core/mail/clicks.ts'
import { instant, type Db, maybeInstant } from '../database.ts'
import { recordFact } from '../facts/record.ts'
import { noteMailEvents } from '../mail-events.ts'
import { tellStory } from '../mail-story.ts'
import type { Moment } from '../moment.ts'
import type { VisitsTable } from '../tables/mail-world.ts'
import { judgeMail } from './judge.ts'
import { noteScan, release } from './verdicts.ts'
import { mailProps, type VisitedMail } from './visited-mail.ts'

/** More visits to one mail than this are no evidence any more, and are led on without a trace. */
const MOST = 200

/** Whether enough is known of this mail's visits, so that a flood of them costs nothing. */
export async function isFull(db: Db, key: string): Promise<boolean> {
  const rows = await db
    .selectFrom('visits')
    .select('id')
    .where('message_key', '=', key)
    .offset(MOST)
    .limit(1)
    .execute()
  return rows.length > 0
}

/** A link was followed. `quarantineMs`: for so long a click is under judgement, in business ms; 0: judged on its face alone. */
export interface NewClick {
  link: number
  net: string | null
  judgement: Judgement
  quarantineMs: number
}

/** Notes that a link was followed, under the lead's lock. A machine's is a fact at once, a person's after its judgement. */
export async function noteClick(
  m: Moment,
  leadId: string,
  { mail, click }: { mail: VisitedMail; click: NewClick },
): Promise<void> {
  const { link, net, judgement, quarantineMs } = click
  const { human, why } = judgement
  const held = human && quarantineMs > 0
  const judgeAt = held ? m.now + quarantineMs : null
  const verdict = human ? 'pending' : 'machine'
  const id = await insertVisit(m, { leadId, mail, link, net, verdict, why: human ? null : why, judgeAt })
  if (!human) await noteScan(m, { leadId, mail }, { link, why })
  if (quarantineMs > 0) await judgeMail(m, leadId, mail.key)
  else if (human)
    await release(m, { leadId, mail }, { id, link, at: m.now, verdict: 'pending', factId: null })
  if (judgeAt !== null) await tellHeld(m, { leadId, mail, id, judgeAt })
}

async function tellHeld(
  m: Moment,
  { leadId, mail, id, judgeAt }: { leadId: string; mail: VisitedMail; id: string; judgeAt: number },
): Promise<void> {
  const { verdict } = await m.tx
    .selectFrom('visits')
    .select('verdict')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (verdict !== 'pending') return
  const of = { ...mail, leadId, journeyId: mail.journey_id, sellerId: null }
  await tellStory(m, of, {
    status: 'clicked',
    reason: 'counts if nothing speaks for a machine',
    until: judgeAt,
  })
}

/** Somebody looked at a page behind the mail's own links. No fact by itself, but evidence: a machine opens them all. */
export async function noteWitness(
  m: Moment,
  leadId: string,
  { mail, link, net }: { mail: VisitedMail; link: number; net: string | null },
): Promise<void> {
  await insertVisit(m, { leadId, mail, link, net, verdict: 'witness', why: null, judgeAt: null })
  await judgeMail(m, leadId, mail.key)
}

/** Whether this mail's picture was fetched in this way before: then there is nothing new. */
export async function wasOpened(db: Db, key: string, open: OpenKind): Promise<boolean> {
  const row = await db
    .selectFrom('visits')
    .select('id')
    .where('message_key', '=', key)
    .where('link', 'is', null)
    .where('why', '=', open)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that the picture of a mail was fetched: once a mail and kind, and as `email.opened` only if a person's program did. */
export async function noteOpen(
  m: Moment,
  leadId: string,
  { mail, open, why }: { mail: VisitedMail; open: OpenKind; why: string },
): Promise<void> {
  const direct = open === 'direct'
  const type = direct ? 'email.opened' : SCANNED
  const props = { ...mailProps(mail), open, human: direct, ...(!direct && { why }) }
  const key = `${type} ${mail.key} open${direct ? '' : ` ${open}`}`
  const factId = await recordFact(m, { type, leadId, props, key })
  if (factId === null) return
  const verdict = direct ? 'person' : 'machine'
  await insertVisit(m, { leadId, mail, link: null, net: null, verdict, why: open, judgeAt: null, factId })
  if (direct) await noteMailEvents(m, [{ what: 'opened', message: mail }])
}

async function insertVisit(
  m: Moment,
  visit: {
    leadId: string
    mail: VisitedMail
    link: number | null
    net: string | null
    verdict: VisitsTable['verdict']
    why: string | null
    judgeAt: number | null
    factId?: number
  },
): Promise<string> {
  const { id } = await m.tx
    .insertInto('visits')
    .values({
      message_key: visit.mail.key,
      lead_id: visit.leadId,
      link: visit.link,
      at: instant(m.now),
      net: visit.net,
      verdict: visit.verdict,
      why: visit.why,
      judge_at: maybeInstant(visit.judgeAt),
      fact_id: visit.factId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}
