import { sql } from 'kysely'
import { instant } from '../../../store/database.ts'
import { readHandoff } from '../../../store/handoffs/read.ts'
import { readOffer } from '../../../store/offers/read.ts'
import { type Happening, tried } from './happenings.ts'
import type { Asked } from './reactions.ts'

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** Somebody of a dealer looks at an offer and its hand-off; kept is whether who it is stood anywhere in the answers. */
export async function look(scene: Happening, { id, handoff, seller, lead }: Asked): Promise<void> {
  const { store, company } = scene
  const { n } = company.leads.get(lead) ?? { n: 0 }
  if (!company.people.get(seller)?.dealer) return
  const {
    release: _,
    seller: __,
    ...page
  } = (await tried(scene, 'look', () => readOffer(store, id, { sellerId: seller }))) ?? ({} as never)
  const view = await tried(scene, 'look', () => readHandoff(store.db, handoff, { sellerId: seller }))
  const text = JSON.stringify([page, view]).replace(UUID, '')
  const saw = tells(text, n)
  await sql`insert into soak_looks values (${handoff}, ${seller}, ${instant(store.clock.read())}, ${saw})`.execute(
    store.db,
  )
}

/** Whether a text says how to reach this lead, what it is called or where it works. */
function tells(text: string, n: number): boolean {
  const digits = text.replace(/\D+/g, '')
  return (
    /ilyinskaya|zavodstal|works\d/i.test(text) || digits.includes(String(130_000_000 + n * 7919).slice(-8))
  )
}
