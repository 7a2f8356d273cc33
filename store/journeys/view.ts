import type { View } from '../../core/advance/view.ts'
import { type Needs, NO_NEEDS } from '../../core/advance/needs.ts'
import { zoneOf } from '../../core/time/zone.ts'
import type { Tx } from '../database.ts'
import { mailFates } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { thingValues } from '../things.ts'
import type { LockedLead } from '../transact.ts'
import { readFacts } from './facts.ts'

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
  const base = await leadView(m, lead)
  return {
    ...base,
    journey: { id: journey.id, enteredAt: journey.entered_at, thing: journey.thing, entry: journey.entry },
    values: {
      ...base.values,
      ...(journey.thing ? await thingValues(m.tx, journey.thing) : {}),
      ...Object.fromEntries(Object.entries(journey.entry).map(([name, value]) => [`entry.${name}`, value])),
    },
    facts: await readFacts(
      m.tx,
      { lead, thing: journey.thing, enteredAt: journey.entered_at, now: m.now },
      needs,
    ),
    // One that is only asked about, whether it may begin, has no id and no mail yet.
    mails: journey.id === '' ? {} : await mailFates(m.tx, journey.id),
    sellers: needs.people ? await sellers(m.tx) : {},
  }
}

/** The lead alone: what triggers, fit and categories are judged on. No facts, no journey of its own. */
export async function leadView(m: Moment, lead: LockedLead, needs: Needs = NO_NEEDS): Promise<View> {
  const account = lead.account_id
    ? await m.tx.selectFrom('accounts').selectAll().where('id', '=', lead.account_id).executeTakeFirst()
    : undefined
  const { zone } = zoneOf(lead, m.release.defaults.zone)
  return {
    now: m.now,
    journey: { id: '', enteredAt: m.now, thing: null, entry: {} },
    scoring: m.release.scoring,
    lead: {
      id: lead.id,
      zone,
      country: lead.country,
      owner: lead.owner_id ?? account?.owner_id ?? null,
      fit: lead.fit,
      score: lead.score,
    },
    values: { ...leadValues(lead), ...(account ? accountValues(account) : {}) },
    facts:
      needs === NO_NEEDS
        ? []
        : await readFacts(m.tx, { lead, thing: null, enteredAt: m.now, now: m.now }, needs),
    mails: {},
    sellers: {},
  }
}

function leadValues(lead: LockedLead): Record<string, unknown> {
  const { title, role, lang, country, region, city, category } = lead
  return prefixed('lead', { title, role, lang, country, region, city, category, ...lead.fields })
}

function accountValues(account: {
  name: string | null
  domain: string | null
  country: string | null
  fields: Record<string, unknown>
}) {
  return prefixed('account', {
    name: account.name,
    domain: account.domain,
    country: account.country,
    ...account.fields,
  })
}

const prefixed = (prefix: string, values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value ?? undefined]))

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
