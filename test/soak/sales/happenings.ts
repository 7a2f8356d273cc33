import { sql } from 'kysely'
import { AppError } from '../../../core/errors.ts'
import { instant } from '../../../store/database.ts'
import { erase } from '../../../store/erasure/erase.ts'
import { acceptFacts } from '../../../store/facts/accept.ts'
import { createHandoff } from '../../../store/handoffs/create.ts'
import { refuseContact } from '../../../store/handoffs/refuse.ts'
import { recordConsentFact } from '../../../store/leads.ts'
import { inMoment } from '../../../store/moment.ts'
import { lockLead } from '../../../store/transact.ts'
import type { Clock } from '../../../store/clock.ts'
import type { Store } from '../../../store/store.ts'
import type { Agenda } from './agenda.ts'
import type { Company, Lead } from './company.ts'
import { lot } from './lot.ts'

/** How often a thing was done, by its name and what was answered. */
export type Happened = Record<string, number>

/** A store whose people know what time it is. */
export interface LivedStore extends Store {
  clock: Clock & { read(): number }
}

/** A company that is alive. */
export interface Happening {
  store: LivedStore
  company: Company
  agenda: Agenda
  happened: Happened
  /** Told of what nobody may ever be answered. */
  fault(error: unknown): void
}

export const HOUR = 3_600_000
export const GRID = 900_000
/** Up to the next quarter of an hour: people's taps fall into one millisecond. */
export const onGrid = (at: number): number => Math.ceil(at / GRID) * GRID

/** Answers that people get when somebody or time was quicker. Everything else is a fault. */
const MAY_SAY = new Set([
  'offer_over',
  'offer_unknown',
  'offer_auction',
  'offer_no_auction',
  'handoff_unknown',
  'handoff_state',
  'lead_erased',
  'call_running',
  'bid_low',
  'bid_leads',
  'bid_currency',
  'bad_input',
  'pass_self',
])

/** Does a thing that may come too late, and counts it. Undefined where it did. */
export async function tried<T>(
  { happened, fault }: Happening,
  what: string,
  act: () => Promise<T>,
): Promise<T | undefined> {
  const count = (how: string) => {
    happened[`${what} ${how}`] = (happened[`${what} ${how}`] ?? 0) + 1
  }
  try {
    const done = await act()
    count('done')
    return done
  } catch (error) {
    const code = error instanceof AppError ? error.code : ''
    count(code || 'failed')
    if (!MAY_SAY.has(code)) fault(error)
    return undefined
  }
}

/** Every lead comes at its instant; a few write how to reach them, a few think better of it. */
export function planLeads(scene: Happening): void {
  const { store, company, agenda } = scene
  for (const lead of company.leads.values()) {
    const chance = lot(company.size.seed, 'lead', lead.n)
    agenda.plan(lead.at, async () => {
      if (chance.chance(0.1)) await write(scene, lead)
      await tried(scene, 'opened', () =>
        createHandoff(store, { lead: lead.id, ...(chance.chance(0.2) && { thing: `enquiry:E${lead.n}` }) }),
      )
    })
    const later = () => onGrid(lead.at + chance.share() * 12 * HOUR)
    if (chance.chance(0.03)) agenda.plan(later(), () => withdraw(scene, lead))
    if (chance.chance(0.015)) agenda.plan(later(), () => refuse(scene, lead))
    if (chance.chance(0.01)) agenda.plan(later(), () => forget(scene, lead))
  }
}

const write = async ({ store }: Happening, { id, n }: Lead): Promise<void> => {
  await acceptFacts(store, [
    {
      type: 'form.submitted',
      lead: { id },
      props: {
        form: 'tender',
        message: `Call Veronika Ilyinskaya${n} of Zavodstal ${n} GmbH, +79${String(130_000_000 + n * 7919).padStart(9, '0')}, v.ilyinskaya${n}@works${n}.example`,
      },
    },
  ])
}

const withdraw = (scene: Happening, { id }: Lead): Promise<void> =>
  tried(scene, 'consent withdrawn', () =>
    inMoment(
      scene.store,
      (tx) => lockLead(tx, id),
      (m) => recordConsentFact(m, id, { purpose: 'dealers', given: false, source: 'soak', text: 'No more' }),
    ),
  ).then(() => {})

async function refuse(scene: Happening, { id }: Lead): Promise<void> {
  const open = await scene.store.db
    .selectFrom('handoffs')
    .select('id')
    .where('lead_id', '=', id)
    .where('state', '<>', 'closed')
    .executeTakeFirst()
  if (open)
    await tried(scene, 'refused', () => refuseContact(scene.store, open.id, { text: 'Do not call me' }))
}

// Its facts stay in this company: what is looked at in the end is told by them.
const forget = (scene: Happening, { id }: Lead): Promise<void> =>
  tried(scene, 'erased', () => erase(scene.store, { lead: id }, { actor: 'soak' })).then(() => {})

/** Notes a time in which no worker could work: what was due in it is done when it is over. */
export const noteOutage = ({ store }: Happening, from: number, until: number) =>
  sql`insert into soak_outages values (${instant(from)}, ${instant(until)})`.execute(store.db)
