import type { Formula, Terms } from '../../core/sales/terms.ts'
import { plus, figure } from '../../core/language/rating.ts'
import { createDealer, type DealerInput } from '../../store/dealers/dealers.ts'
import { instant } from '../../store/database.ts'
import type { Marketing } from '../../store/releases.ts'
import { recordConsentFact } from '../../store/leads.ts'
import { inMoment } from '../../store/moment.ts'
import { createSeller } from '../../store/sellers.ts'
import { lockLead } from '../../store/transact.ts'
import { routing, scene } from './sales-scene.ts'

export const HOUR = 3_600_000

/** The five-star dealer has it for two hours by the clock, then the next, then two at once, then the house. */
export const OFFER: Terms = {
  mode: 'offer',
  alone: '2 hours',
  times: 2,
  group: { size: 2, for: '1 hour' },
  then: 'house',
  talkSeconds: 75,
}

/** London: 100 pounds, by steps of 5 at least, for a day; whoever wins calls within four hours. */
export const AUCTION = {
  mode: 'auction',
  floor: { amount: 10_000, currency: 'GBP' },
  step: 500,
  for: '1 day',
  callWithin: '4 hours',
  unsold: 'house',
} as const satisfies Terms

/** A published company with dealers; each lead consents to being offered to them unless the test says otherwise. */
export async function dealerScene(
  terms: Terms = OFFER,
  rating: Formula = plus(figure('sales')),
  wanted: Partial<Marketing> = {},
) {
  const sales = routing.sales
  if (!sales) throw new Error('the scene has no route')
  const s = await scene({
    routing: { sales: { ...sales, rules: [{ name: 'to dealers', terms }] } },
    // The stars are what the maker says, so that a test can say them.
    rating,
    public: ['lead.industry'],
    ...wanted,
  })
  const { store } = s
  let people = 0
  return {
    ...s,
    dealer: async (name: string, stars: number, more: Partial<DealerInput> & { people?: number } = {}) => {
      const { people: count = 1, ...rest } = more
      const { id } = await createDealer(store, { name, figures: { sales: stars }, ...rest })
      const all = []
      for (let n = 0; n < count; n++) {
        const email = `p${++people}@${name}.example`
        const made = await createSeller(store, {
          email,
          name: `${name} ${n}`,
          zone: 'UTC',
          dealer: id,
          phone: '+442079460000',
        })
        all.push({ ...made, email })
      }
      const [first] = all
      if (!first) return { id, people: all, person: '' }
      return { id, people: all, person: first.id }
    },
    lead: async (more: { account?: string; consent?: boolean } = {}) => {
      const lead = await s.lead(more)
      if (more.consent !== false) await say(lead, true)
      return lead
    },
    consent: (lead: string, given: boolean) => say(lead, given),
    /** The offers of a hand-off as `dealer person state`, in order of rank. */
    asked: async (handoff: string) => {
      const rows = await store.db
        .selectFrom('offers')
        .innerJoin('sellers', 'sellers.id', 'offers.seller_id')
        .leftJoin('dealers', 'dealers.id', 'offers.dealer_id')
        .select(['dealers.name as dealer', 'offers.state', 'offers.stage', 'sellers.name as seller'])
        .where('handoff_id', '=', handoff)
        .orderBy('rank')
        .orderBy('sellers.name')
        .execute()
      return rows.map((row) => `${row.dealer ?? row.seller} ${row.stage} ${row.state}`)
    },
    /** The open offer of this person. */
    offerTo: async (handoff: string, seller: string) => {
      const row = await store.db
        .selectFrom('offers')
        .select('id')
        .where('handoff_id', '=', handoff)
        .where('seller_id', '=', seller)
        .orderBy('made_at', 'desc')
        .executeTakeFirst()
      if (!row) throw new Error('no offer was made to this person')
      return row.id
    },
    reveals: (handoff: string) =>
      store.db.selectFrom('reveals').select(['seller_id', 'why']).where('handoff_id', '=', handoff).execute(),
    leave: (seller: string, hours: number) =>
      store.db
        .insertInto('leaves')
        .values({
          seller_id: seller,
          from_at: instant(store.clock.read()),
          until_at: instant(store.clock.read() + hours * HOUR),
          created_at: instant(store.clock.read()),
        })
        .execute(),
  }

  function say(lead: string, given: boolean) {
    return inMoment(
      store,
      (tx) => lockLead(tx, lead),
      (m) => recordConsentFact(m, lead, { purpose: 'dealers', given, source: 'test', text: 'Yes, call me' }),
    )
  }
}

export type DealerScene = Awaited<ReturnType<typeof dealerScene>>
