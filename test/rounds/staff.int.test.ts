import { expect, test } from 'vitest'
import { acceptOffer } from '../../store/offers/accept.ts'
import { passOn } from '../../store/handoffs/pass.ts'
import { addMetLead } from '../../store/met-lead.ts'
import { moveLeaver } from '../../store/staff/leaver.ts'
import { createSeller } from '../../store/sellers.ts'
import { type Scene, scene } from '../store/sales-scene.ts'
import { atOnce } from './at-once.ts'
import { overtaken } from './waiting.ts'

const ROUNDS = 5

/** A hand-off that this seller has. */
async function owned(s: Scene, seller: string): Promise<string> {
  const { id } = await s.open(await s.lead(), { to: seller })
  await s.turn(id)
  const offer = (await s.offers(id)).find((one) => one.seller_id === seller)
  await acceptOffer(s.store, offer?.id ?? '', seller)
  return id
}

/** What still belongs to people who are no longer there. */
async function orphans({ store: { db } }: Scene): Promise<string[]> {
  const left = db.selectFrom('sellers').select('id').where('active', '=', false)
  const handoffs = db
    .selectFrom('handoffs')
    .select('id')
    .where('owner_id', 'in', left)
    .where('state', '=', 'owned')
  const leads = db.selectFrom('leads').select('id').where('owner_id', 'in', left)
  const accounts = db.selectFrom('accounts').select('id').where('owner_id', 'in', left)
  const offers = db
    .selectFrom('offers')
    .select('id')
    .where('seller_id', 'in', left)
    .where('state', 'in', ['made', 'seen'])
  const rows = await Promise.all([handoffs, leads, accounts, offers].map((query) => query.execute()))
  return rows.flat().map(({ id }) => id)
}

test('of two who leave to each other at once one stays, and has it all', async () => {
  const s = await scene()
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [await s.seller(`a${round}`), await s.seller(`b${round}`)]
    for (const one of [a, b, a, b]) await owned(s, one.id)
    const said = await atOnce([
      () => moveLeaver(s.store, a.id, { to: b.id }),
      () => moveLeaver(s.store, b.id, { to: a.id }),
    ])
    expect(said.sort()).toEqual(['done', 'pass_self'])
    expect(await orphans(s)).toEqual([])
    const stays = await s.store.db
      .selectFrom('sellers')
      .select('id')
      .where('active', '=', true)
      .executeTakeFirstOrThrow()
    expect((await moveLeaver(s.store, stays.id)).handoffs).toBe(4)
  }
})

test('who leaves to somebody who leaves at the same moment leaves nothing with him', async () => {
  const s = await scene()
  await s.seller('stays')
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [await s.seller(`a${round}`), await s.seller(`b${round}`)]
    for (let n = 0; n < 3; n++) await owned(s, a.id)
    const said = await atOnce([
      () => moveLeaver(s.store, a.id, { to: b.id }),
      () => moveLeaver(s.store, b.id),
    ])
    // Who heard first that he leaves takes nothing over.
    expect(['done', 'pass_self']).toContain(said[0])
    if (said[0] === 'pass_self') await moveLeaver(s.store, a.id)
    expect(await orphans(s)).toEqual([])
  }
})

test('a lead that is passed to a level goes to nobody who leaves it at the same moment', async () => {
  const s = await scene()
  for (let round = 0; round < ROUNDS; round++) {
    const finder = await s.seller(`finder${round}`)
    const id = await owned(s, finder.id)
    const closer = await createSeller(s.store, {
      email: `closer${round}@works.example`,
      name: 'Closer',
      zone: 'UTC',
      level: 'closer',
    })
    const said = await atOnce([
      () => passOn(s.store, id, { why: 'ready' }, { sellerId: finder.id }),
      () => moveLeaver(s.store, closer.id),
    ])
    expect(said[1]).toBe('done')
    expect(['done', 'pass_nobody']).toContain(said[0])
    expect(await orphans(s)).toEqual([])
    await moveLeaver(s.store, finder.id)
  }
})

test('whoever a seller met goes to nobody who leaves at the same moment', async () => {
  const s = await scene()
  const seller = await s.seller('seller')
  const met = { name: 'Anna Berg', email: 'anna@mail.example', company: 'Works', where: 'fair', note: '' }
  const { db } = s.store
  const adding = overtaken(db, {
    lock: (tx) => tx.selectFrom('sellers').select('id').where('id', '=', seller.id).forUpdate().execute(),
    begin: () => addMetLead(s.store, seller.id, { ...met, agreed: 'Yes', news: null }),
    change: (tx) => tx.updateTable('sellers').set({ active: false }).where('id', '=', seller.id).execute(),
  })
  await expect(adding).rejects.toMatchObject({ code: 'seller_unknown' })
  expect(await orphans(s)).toEqual([])
})
