import type { AuctionTerms, RouteRule } from '../../../core/sales/terms.ts'
import { figure, plus } from '../../../core/language/rating.ts'
import { instant, json } from '../../../store/database.ts'
import { createDealer } from '../../../store/dealers/dealers.ts'
import type { Marketing } from '../../../store/releases.ts'
import { createSeller } from '../../../store/sellers.ts'
import type { Store } from '../../../store/store.ts'
import { publishedRelease } from '../../harness/release.ts'
import { backPlan } from '../../store/sales-scene.ts'
import { type Lot, lot } from './lot.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const QUARTER = 900_000

export interface Person {
  id: string
  n: number
  dealer: string | null
}

export interface Lead {
  id: string
  n: number
  at: number
}

/** How large the company is, and how long leads come in. */
export interface Size {
  seed: number
  leads: number
  dealers: number
  days: number
}

/** Who there is: by id, so that what the store says can be understood. */
export interface Company {
  size: Size
  dealers: string[]
  house: Person[]
  people: Map<string, Person>
  leads: Map<string, Lead>
}

/** Pounds, in pence. */
export const AUCTION = {
  mode: 'auction',
  floor: { amount: 10_000, currency: 'GBP' },
  step: 500,
  for: '1 day',
  callWithin: '4 hours',
  unsold: 'house',
} as const satisfies AuctionTerms

const asks = (value: string) => ({ field: 'lead.industry', in: [value] })
const rules: RouteRule[] = [
  {
    name: 'the best first',
    if: asks('offer'),
    terms: { mode: 'offer', alone: '2 hours', times: 3, group: { size: 3, for: '1 hour' }, then: AUCTION },
  },
  {
    name: 'in working time',
    if: asks('work'),
    terms: { mode: 'offer', alone: '2 workhours', times: 4, then: 'house' },
  },
  { name: 'auction', if: asks('auction'), terms: AUCTION },
  { name: 'sold or warmed on', if: asks('nurture'), terms: { ...AUCTION, unsold: 'nurture' } },
]
const WAYS = ['offer', 'offer', 'offer', 'work', 'work', 'auction', 'nurture', 'house', 'house', 'house']

const REGIONS = ['north', 'south', 'east', 'west', 'coast', 'hills', 'lakes', 'forest']
// Nobody of the dealers sells there.
const NOWHERE = 'islands'
const ZONES = ['Europe/London', 'Europe/Berlin', 'Asia/Novosibirsk']

const dispositions = {
  won: { label: { en: 'Sold' } },
  later: { label: { en: 'Not now' }, reasons: ['no budget this year', 'still comparing'] },
  lost: { label: { en: 'Lost' }, reasons: ['small budget', 'rigid specification'] },
  'bad-lead': { label: { en: 'Bad lead' }, reasons: ['student', 'competitor'] },
}

const tender: Marketing['forms'][string] = {
  title: { en: 'Tender' },
  fields: [{ name: 'message', kind: 'textarea', label: { en: 'What for' } }],
  consents: [],
  thanks: { en: 'Thank you' },
}

/** Publishes marketing with a route of every kind, and hires forty dealers and a house team. */
export async function foundCompany(store: Store, size: Size): Promise<Company> {
  await publishedRelease(store, {
    routing: {
      sales: {
        mode: 'assign',
        offerFor: '2 workhours',
        firstContact: '4 workhours',
        remindBefore: '1 workhour',
        takeBackAfter: '2 workdays',
        hours: 'work',
        rules,
        recycle: { later: 'back', lost: 'back', 'nobody took it': 'back', unsold: 'back', refused: 'back' },
        dispositions,
      },
    },
    plans: [backPlan],
    forms: { tender },
    rating: plus(figure('sales'), figure('speed'), figure('quality')),
    public: ['lead.industry'],
  })
  const chance = lot(size.seed, 'company')
  const company: Company = { size, dealers: [], house: [], people: new Map(), leads: new Map() }
  const hire = async (more: Partial<Parameters<typeof createSeller>[1]>) => {
    const n = company.people.size + 1
    const { id } = await createSeller(store, {
      email: `p${n}@sellers.example`,
      name: `Seller ${n}`,
      zone: chance.one(ZONES),
      phone: `+4420794${String(60_000 + n)}`,
      ...more,
    })
    const person = { id, n, dealer: more.dealer ?? null }
    company.people.set(id, person)
    return person
  }
  const head = await hire({ weight: 0 })
  for (let n = 0; n < 8; n++)
    company.house.push(
      await hire({
        weight: chance.whole(1, 3),
        head: head.id,
        ...(n < 3 && { openLeads: 12, contactsADay: 3 }),
      }),
    )
  for (let n = 1; n <= size.dealers; n++) {
    const { id } = await createDealer(store, {
      name: `Dealer ${n}`,
      zone: chance.one(ZONES),
      territory: { regions: [REGIONS[n % REGIONS.length] as string, chance.one(REGIONS)] },
      figures: { sales: chance.whole(1, 4) },
    })
    company.dealers.push(id)
    for (let more = chance.whole(1, 3); more > 0; more--)
      await hire({ dealer: id, ...(chance.chance(0.2) && { openLeads: 4 }) })
  }
  await bringLeads(store, company)
  return company
}

/** All leads at once, each with the instant at which it comes. One in eight never agreed to dealers. */
async function bringLeads(store: Store, company: Company): Promise<void> {
  const { seed, leads, days } = company.size
  const start = await store.clock.now(store.db)
  const chance = lot(seed, 'leads')
  const rows = Array.from({ length: leads }, (_, i) => lead(i + 1, start, days, chance))
  for (let from = 0; from < rows.length; from += 500) {
    const some = rows.slice(from, from + 500)
    const accounts = await store.db
      .insertInto('accounts')
      .values(
        some.map(({ n, row }) => ({
          name: `Zavodstal ${n} GmbH`,
          domain: `works${n}.example`,
          created_at: row.created_at,
        })),
      )
      .returning('id')
      .execute()
    const made = await store.db
      .insertInto('leads')
      .values(some.map(({ row }, i) => ({ ...row, account_id: accounts[i]?.id ?? null })))
      .returning('id')
      .execute()
    for (const [i, { id }] of made.entries()) {
      const { n, at } = some[i] ?? { n: 0, at: 0 }
      company.leads.set(id, { id, n, at })
    }
    const agreed = made.filter((_, i) => (from + i) % 8 !== 0)
    if (agreed.length === 0) continue
    await store.db
      .insertInto('consents')
      .values(
        agreed.map(({ id }) => ({
          lead_id: id,
          purpose: 'dealers',
          given: true,
          at: instant(start),
          source: 'soak',
          text: 'Yes, call me',
          recorded_at: instant(start),
        })),
      )
      .execute()
  }
}

function lead(n: number, start: number, days: number, chance: Lot) {
  // More come by day than by night; all on a grid, so that things happen in the same millisecond.
  const day = Math.floor(chance.share() * days)
  const hour = chance.chance(0.8) ? 7 + chance.share() * 10 : chance.share() * 24
  const at = start + day * DAY + Math.floor((hour * HOUR) / QUARTER) * QUARTER
  return {
    n,
    at,
    row: {
      name: `Veronika Ilyinskaya${n}`,
      email: `v.ilyinskaya${n}@works${n}.example`,
      phone: `+79${String(130_000_000 + n * 7919).padStart(9, '0')}`,
      region: chance.chance(0.05) ? NOWHERE : chance.one(REGIONS),
      city: 'Town',
      fields: json({ industry: chance.one(WAYS) }),
      created_at: instant(start),
      updated_at: instant(start),
    },
  }
}
