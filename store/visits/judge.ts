import { type ClickSeen, judgeClicks, type NewVerdict } from '../../core/mail/clicks.ts'
import { asOf, type Tx } from '../database.ts'
import { tellStory } from '../mail-story.ts'
import type { Moment } from '../moment.ts'
import { setClickAlarm } from './click-alarm.ts'
import { learnFrom, learntAmong } from './networks.ts'
import { release, takeBack } from './verdicts.ts'
import { readVisitedMail, type VisitedMail } from './visited-mail.ts'

/** A visit as the store has it. */
export interface ClickRow extends ClickSeen {
  why: string | null
  factId: number | null
}

async function readClicks(tx: Tx, key: string): Promise<ClickRow[]> {
  const rows = await tx
    .selectFrom('visits')
    .select(['id', 'link', 'at', 'net', 'verdict', 'why', 'judge_at as judgeAt', 'fact_id as factId'])
    .where('message_key', '=', key)
    .where('link', 'is not', null)
    .orderBy('at')
    .orderBy('link')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, link: row.link ?? 0 }))
}

/**
 * Judges the clicks of one mail by all that is known now: releases those whose time is over, voids those of a burst or of a
 * scanner's network, and takes back what was released wrongly. The caller holds the lead's lock. Asked again it changes
 * nothing.
 */
export async function judgeMail(m: Moment, leadId: string, key: string): Promise<void> {
  const mail = await readVisitedMail(m.tx, key)
  if (!mail) return
  const clicks = await readClicks(m.tx, key)
  const scanners = await learntAmong(m, clicks)
  const verdicts = judgeClicks(clicks, { now: m.now, scanners })
  for (const verdict of verdicts) {
    const click = clicks.find((one) => one.id === verdict.id)
    if (click) await carryOut(m, { leadId, mail }, click, verdict)
  }
  await tellVoided(m, { leadId, mail }, { clicks, verdicts })
  await learnFrom(m, clicks)
  await arm(m, leadId, key)
}

async function carryOut(
  m: Moment,
  whose: { leadId: string; mail: VisitedMail },
  click: ClickRow,
  { verdict, why }: NewVerdict,
): Promise<void> {
  if (verdict === 'person') await release(m, whose, click)
  else await takeBack(m, whose, click, why)
}

const VOIDED_BECAUSE = {
  burst: 'does not count: several links within two seconds',
  network: 'does not count: it came from a network that opens all links',
}

// The story has said of these clicks that they count if nothing speaks for a machine; once a mail it says what did.
async function tellVoided(
  m: Moment,
  { leadId, mail }: { leadId: string; mail: VisitedMail },
  { clicks, verdicts }: { clicks: ClickRow[]; verdicts: NewVerdict[] },
): Promise<void> {
  for (const why of ['burst', 'network'] as const) {
    const told = clicks.some((one) => one.verdict === 'voided' && one.why === why)
    if (told || !verdicts.some((one) => one.verdict === 'voided' && one.why === why)) continue
    const of = { ...mail, leadId, journeyId: mail.journey_id, sellerId: null }
    await tellStory(m, of, { status: 'clicked by a machine', reason: VOIDED_BECAUSE[why] })
  }
}

/** When the next click of this mail is due to be judged, its lead has an alarm. */
async function arm(m: Moment, leadId: string, key: string): Promise<void> {
  const next = await m.tx
    .selectFrom('visits')
    .select((e) => e.fn.min('judge_at').as('at'))
    .where('lead_id', '=', leadId)
    .where('message_key', '=', key)
    .where('verdict', '=', 'pending')
    .executeTakeFirst()
  if (typeof next?.at === 'number') await setClickAlarm(m, { leadId, key, at: next.at })
}

/** Judges what of the lead's clicks is due, so that no turn decides on a verdict that only waits for its alarm. */
export async function judgeDue(m: Moment, leadId: string): Promise<void> {
  const rows = await m.tx
    .selectFrom('visits')
    .select('message_key')
    .distinct()
    .where('lead_id', '=', leadId)
    .where('verdict', '=', 'pending')
    .where('judge_at', '<=', asOf(m.now))
    .execute()
  for (const row of rows) await judgeMail(m, leadId, row.message_key)
}
