import { asOf } from '../../../store/database.ts'
import { dispose } from '../../../store/handoffs/disposition.ts'
import type { Ending } from '../../../store/handoffs/close.ts'
import { passOn } from '../../../store/handoffs/pass.ts'
import { noteContact } from '../../../store/handoffs/note-contact.ts'
import { acceptOffer } from '../../../store/offers/accept.ts'
import { declineOffer } from '../../../store/offers/decline.ts'
import { noteSeen } from '../../../store/offers/seen.ts'
import { bidAtTimes } from './bidding.ts'
import { callLead } from './calling.ts'
import { type Happening, HOUR, onGrid, tried } from './happenings.ts'
import { look } from './looks.ts'
import { type Lot, lot } from './lot.ts'

const DAY = 24 * HOUR

/** An offer that somebody just got. */
export interface Asked {
  id: string
  handoff: string
  seller: string
  lead: string
  stage: string
  expiresAt: number
  chance: Lot
}

/** Plans what people do about what they got since this instant: offers, and leads. */
export async function reactions(scene: Happening, since: number): Promise<void> {
  const at = asOf(since)
  for (const asked of await newOffers(scene, at)) react(scene, asked)
  const owned = await scene.store.db
    .selectFrom('handoffs')
    .select(['id', 'owner_id', 'lead_id', 'contact_due_at', 'taken_back'])
    .where('owned_at', '>=', at)
    .where('state', '=', 'owned')
    .execute()
  for (const { id, owner_id, lead_id, contact_due_at, taken_back } of owned) {
    if (owner_id === null || contact_due_at === null) continue
    const key = `${id}/${owner_id}/${taken_back}`
    if (once(scene, key))
      work(scene, { handoff: id, seller: owner_id, lead: lead_id, due: contact_due_at, taken_back })
  }
}

const known = new WeakMap<Happening, Set<string>>()
function once(scene: Happening, key: string): boolean {
  const keys = known.get(scene) ?? new Set()
  known.set(scene, keys)
  if (keys.has(key)) return false
  keys.add(key)
  return true
}

async function newOffers(scene: Happening, at: ReturnType<typeof asOf>): Promise<Asked[]> {
  const { store, company } = scene
  const rows = await store.db
    .selectFrom('offers')
    .innerJoin('handoffs', 'handoffs.id', 'offers.handoff_id')
    .select(['offers.id', 'offers.handoff_id as handoff', 'offers.seller_id as seller', 'offers.stage'])
    .select(['offers.expires_at as expiresAt', 'offers.rank', 'handoffs.lead_id as lead'])
    .where('offers.made_at', '>=', at)
    .where('offers.state', 'in', ['made', 'seen'])
    .execute()
  return rows
    .filter((row) => once(scene, row.id))
    .map(({ rank, ...row }) => {
      const { n: lead } = company.leads.get(row.lead) ?? { n: 0 }
      const { n: person } = company.people.get(row.seller) ?? { n: 0 }
      return { ...row, chance: lot(company.size.seed, 'offer', lead, rank, person) }
    })
}

function react(scene: Happening, asked: Asked): void {
  const { store, agenda } = scene
  const { chance, id, seller, expiresAt, stage } = asked
  const now = store.clock.read()
  const sometime = () => onGrid(now + chance.share() * (expiresAt - now))
  if (chance.chance(0.15))
    agenda.plan(sometime(), () => tried(scene, 'seen', () => noteSeen(store, id, seller)).then(() => {}))
  if (chance.chance(0.15)) agenda.plan(sometime(), () => look(scene, asked))
  // Also long after: who did not get the lead must not see it later either.
  if (chance.chance(0.05)) agenda.plan(onGrid(expiresAt + chance.share() * 3 * DAY), () => look(scene, asked))
  if (stage === 'auction') {
    bidAtTimes(scene, asked)
    return
  }
  const accept = (at: number) =>
    agenda.plan(at, () => tried(scene, 'accept', () => acceptOffer(store, id, seller)).then(() => {}))
  const what = chance.share()
  const house = stage === 'assign' || stage === 'house'
  if (what < 0.03) accept(expiresAt)
  else if (what < 0.06) accept(expiresAt - 1)
  else if (what < (house ? 0.6 : 0.3)) accept(sometime())
  // Colleagues who look at their phones at once.
  else if (what < 0.65 && !house) accept(onGrid(now + HOUR / 2))
  else if (what < 0.75)
    agenda.plan(sometime(), () =>
      tried(scene, 'decline', () => declineOffer(store, id, seller, 'no time')).then(() => {}),
    )
  else if (what < 0.9 && !house) agenda.plan(sometime(), () => callLead(scene, asked))
}

interface Owned {
  handoff: string
  seller: string
  lead: string
  due: number
  taken_back: number
}

/** Who has a lead speaks with it in time, late or never, and says what came of it. */
function work(scene: Happening, { handoff, seller, lead, due, taken_back }: Owned): void {
  const { store, company, agenda } = scene
  const now = store.clock.read()
  const chance = lot(company.size.seed, 'work', company.leads.get(lead)?.n ?? 0, taken_back)
  const by = { sellerId: seller }
  if (chance.chance(0.25)) return
  const contact = onGrid(now + chance.share() * 1.25 * (due - now))
  agenda.plan(contact, () => tried(scene, 'contacted', () => noteContact(store, handoff, by)).then(() => {}))
  if (chance.chance(0.05)) {
    const to = colleague(scene, seller, chance)
    if (to)
      agenda.plan(contact, () =>
        tried(scene, 'passed', () => passOn(store, handoff, { to, why: 'speaks the language' }, by)).then(
          () => {},
        ),
      )
  }
  const ending = chance.one(ENDINGS)
  if (ending === null) return
  const told = onGrid(contact + chance.share() * 5 * DAY)
  const more = ending.outcome === 'later' ? { until: told + 20 * DAY } : {}
  agenda.plan(told, () =>
    tried(scene, 'told', () => dispose(store, handoff, { ...ending, ...more }, by)).then(() => {}),
  )
}

/** Somebody of the same house. */
function colleague({ company }: Happening, seller: string, chance: Lot): string | undefined {
  const dealer = company.people.get(seller)?.dealer
  const others = [...company.people.values()].filter((one) => one.id !== seller && one.dealer === dealer)
  return others.length > 0 ? chance.one(others).id : undefined
}

const ENDINGS: (Ending | null)[] = [
  { outcome: 'won' },
  { outcome: 'later', reason: 'no budget this year' },
  { outcome: 'later', reason: 'still comparing' },
  { outcome: 'lost', reason: 'small budget' },
  { outcome: 'bad-lead', reason: 'student' },
  null,
]
