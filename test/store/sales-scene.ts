import { randomUUID } from 'node:crypto'
import type { Marketing } from '../../store/releases.ts'
import { instant } from '../../store/database.ts'
import { openHandoff } from '../../store/handoffs/open.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { inMoment } from '../../store/moment.ts'
import { createSeller } from '../../store/sellers.ts'
import { lockLead } from '../../store/transact.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore, type TestStore } from '../harness/store.ts'

const HOUR = 3_600_000

/** Routes with clocks that are easy to reckon with: an offer is good for 2 working hours. */
export const routing: Marketing['routing'] = {
  sales: {
    mode: 'assign',
    offerFor: '2 workhours',
    firstContact: '4 workhours',
    remindBefore: '1 workhour',
    hours: 'work',
    recycle: { 'not-now': 'back', 'nobody took it': 'back' },
    dispositions: {
      won: { label: { en: 'Sold' } },
      'not-now': { label: { en: 'Not now' } },
      'bad-lead': { label: { en: 'Bad lead' }, reasons: ['student', 'competitor'] },
      lost: { label: { en: 'Lost' }, reasons: ['small budget', 'rigid specification'] },
    },
  },
}

/** A sequence that takes back what sales gives back: it waits long, and that is all. */
export const backPlan: Marketing['plans'][number] = {
  format: 1,
  sequence: 'back',
  hash: 'b'.repeat(32),
  stop: [],
  topic: 'news',
  priority: 5,
  inSales: 'hold',
  about: {},
  steps: [{ step: 'wait', id: '1', time: { duration: '1 year' } }],
}

/** A published company with sellers, and leads that can be handed over. */
export async function scene(wanted: Partial<Marketing> = {}) {
  const store = await testStore()
  await publishedRelease(store, { routing, plans: [backPlan], ...wanted })
  return {
    store,
    seller: (name: string, more: { weight?: number; head?: string; zone?: string; lang?: string } = {}) =>
      createSeller(store, { email: `${name}@works.example`, name, zone: 'UTC', ...more }),
    lead: (more: LeadSeed = {}) => seedLead(store, more),
    account: (owner: string | null = null) => seedAccount(store, owner),
    open: (leadId: string, more: { thing?: string; to?: string; route?: string; journeyId?: string } = {}) =>
      open(store, leadId, more),
    turn: (id: string) => handoffTurn(store, id),
    offers: (handoff: string) =>
      store.db.selectFrom('offers').selectAll().where('handoff_id', '=', handoff).orderBy('rank').execute(),
    handoff: (id: string) =>
      store.db.selectFrom('handoffs').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    facts: async (leadId: string) => {
      const rows = await store.db
        .selectFrom('facts')
        .select(['type', 'props'])
        .where('lead_id', '=', leadId)
        .orderBy('id')
        .execute()
      return rows
    },
    lines: async (leadId: string) => {
      const rows = await store.db
        .selectFrom('journal')
        .select('data')
        .where('lead_id', '=', leadId)
        .where('kind', '=', 'handoff')
        .orderBy('id')
        .execute()
      return rows.map((row) => row.data.what)
    },
    hours: (n: number) => store.clock.advance(n * HOUR),
  }
}

export type Scene = Awaited<ReturnType<typeof scene>>

interface LeadSeed {
  account?: string
  owner?: string
}

async function seedLead(store: TestStore, { account, owner }: LeadSeed): Promise<string> {
  const at = instant(store.clock.read())
  const lead = await store.db
    .insertInto('leads')
    .values({
      name: 'Вера Ильина',
      email: `vera.${randomUUID()}@zavod.example`,
      phone: '+79990001122',
      account_id: account ?? null,
      owner_id: owner ?? null,
      created_at: at,
      updated_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return lead.id
}

async function seedAccount(store: TestStore, owner: string | null): Promise<string> {
  const row = await store.db
    .insertInto('accounts')
    .values({ name: 'Завод', owner_id: owner, created_at: instant(store.clock.read()) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

const open = (
  store: TestStore,
  leadId: string,
  more: { thing?: string; to?: string; route?: string; journeyId?: string },
) =>
  inMoment(
    store,
    (tx) => lockLead(tx, leadId),
    (m, lead) =>
      openHandoff(m, {
        leadId,
        accountId: lead.account_id,
        thing: more.thing ?? null,
        route: more.route ?? 'sales',
        journeyId: more.journeyId ?? null,
        step: 'sales',
        to: more.to ?? null,
        firstContact: null,
      }),
  )
