import type { View } from '../../core/advance/view.ts'
import { type Needs, NO_NEEDS } from '../../core/advance/needs.ts'
import type { Subject } from '../../core/plan/plan.ts'
import type { Release } from '../../core/release/release.ts'
import { zoneOf } from '../../core/time/zone.ts'
import type { Tx } from '../database.ts'
import { mailFates } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { thingValues } from '../things.ts'
import type { LockedLead } from '../transact.ts'
import { asksForClicks, clicksUnderJudgement } from '../visits/under-judgement.ts'
import { readColleagues } from './company.ts'
import { readFacts } from './facts.ts'
import { readTracks } from './tracks.ts'
import { accountValues, leadValues } from './values.ts'

/** The journey whose turn it is, as the view needs it. */
export interface ViewedJourney {
  id: string
  entered_at: number
  thing: string | null
  entry: Record<string, unknown>
}

/** All that a turn of this journey may look at, read under the lead's lock. */
export async function journeyView(
  m: Moment,
  lead: LockedLead,
  journey: ViewedJourney,
  needs: Needs,
): Promise<View> {
  const { id, entered_at: enteredAt, thing, entry } = journey
  const base = await aboutLead(m, lead)
  return {
    ...base,
    journey: { id, enteredAt, thing, entry },
    values: {
      ...base.values,
      ...(thing ? await thingValues(m.tx, thing) : {}),
      ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [`entry.${name}`, value])),
    },
    ...(await doings(m, lead, { enteredAt, thing }, needs)),
    ...(await readTracks(m, lead.id, needs)),
    mails: id ? await mailFates(m.tx, id) : {},
    ...(asksForClicks(needs) && { underJudgement: await clicksUnderJudgement(m.tx, lead.id) }),
    sellers: needs.people ? await sellers(m.tx) : {},
  }
}

/** The lead in no journey: what triggers, fit and categories are judged on. */
export async function leadView(m: Moment, lead: LockedLead, needs: Needs = NO_NEEDS): Promise<View> {
  const base = await aboutLead(m, lead)
  if (needs === NO_NEEDS) return base
  return { ...base, ...(await doings(m, lead, { enteredAt: m.now, thing: null }, needs)) }
}

async function aboutLead(m: Moment, lead: LockedLead): Promise<View> {
  const account = lead.account_id
    ? await m.tx.selectFrom('accounts').selectAll().where('id', '=', lead.account_id).executeTakeFirst()
    : undefined
  const { zone, country } = zoneOf({ ...lead, company: account }, m.release.defaults.zone)
  return {
    now: m.now,
    journey: { id: '', enteredAt: m.now, thing: null, entry: {} },
    scoring: m.release.scoring,
    ...(m.release.holidays && { holidays: m.release.holidays }),
    lead: {
      id: lead.id,
      zone,
      country,
      owner: lead.owner_id ?? account?.owner_id ?? null,
      fit: lead.fit,
      score: lead.score,
    },
    values: { ...leadValues(lead), ...(account ? accountValues(account) : {}) },
    facts: [],
    mails: {},
    sellers: {},
    segments: m.release.segments ?? {},
    about: aboutIn(m.release),
  }
}

/** What the lead, its company, its thing and its colleagues did, as far as it is asked for. */
async function doings(
  m: Moment,
  lead: LockedLead,
  { enteredAt, thing }: { enteredAt: number; thing: string | null },
  needs: Needs,
): Promise<Pick<View, 'facts' | 'colleagues'>> {
  const facts = await readFacts(m.tx, { lead, thing, enteredAt, now: m.now }, needs)
  if (!needs.colleagues) return { facts }
  return { facts, colleagues: await readColleagues(m, lead, { enteredAt, wanted: needs.colleagues }) }
}

const subjects = new WeakMap<Release, Record<string, Subject>>()

function aboutIn(release: Release): Record<string, Subject> {
  const known = subjects.get(release)
  if (known) return known
  const about = Object.fromEntries(Object.entries(release.facts).map(([type, kind]) => [type, kind.about]))
  subjects.set(release, about)
  return about
}

async function sellers(tx: Tx): Promise<View['sellers']> {
  const rows = await tx
    .selectFrom('sellers')
    .select(['id', 'name', 'zone', 'country', 'head_id'])
    .where('active', '=', true)
    .execute()
  return Object.fromEntries(
    rows.map((row) => [
      row.id,
      { id: row.id, name: row.name, zone: row.zone, country: row.country, head: row.head_id },
    ]),
  )
}
