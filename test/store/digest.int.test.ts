import { expect, test } from 'vitest'
import type { Route } from '../../core/release/release.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { addPromise } from '../../store/handoffs/promises.ts'
import { sendDigests } from '../../store/digest/send.ts'
import { createSeller } from '../../store/sellers.ts'
import { changeSeller } from '../../store/staff/change-seller.ts'
import { routing, scene, type Scene } from './sales-scene.ts'

const day = 24 * 3_600_000
const plain = () => scene({ routing: { sales: { ...(routing.sales as Route), recycle: {} } } })

async function owned(s: Scene, seller: { id: string }, account?: string) {
  const lead = await s.lead(account ? { account } : {})
  const { id } = await s.open(lead, { to: seller.id })
  await s.turn(id)
  const [offer] = await s.offers(id)
  await acceptOffer(s.store, offer?.id ?? '', seller.id)
  return { lead, id }
}

const digests = async (s: Scene) => {
  const rows = await s.store.db
    .selectFrom('messages')
    .innerJoin('sellers', 'sellers.id', 'messages.seller_id')
    .select(['sellers.name', 'messages.vars'])
    .where('template', '=', 'sales/digest')
    .orderBy('queued_at')
    .orderBy('sellers.name')
    .execute()
  return rows.map(({ name, vars }) => {
    const sections = vars['sections'] as { title: string; lines: { text: string; lead: string }[] }[]
    const texts = sections.map(({ title, lines }) => [title, lines.map(({ text }) => text)])
    const linked = sections.flatMap(({ lines }) => lines.map(({ lead }) => lead)).filter(Boolean)
    return { name, ...Object.fromEntries(texts), ...(linked.length > 0 && { linked }) }
  })
}

test('each morning, once, in the reader’s own zone: what is due, what the team missed, what marketing learns', async () => {
  const s = await plain()
  const head = await s.seller('head', { weight: 0 })
  const anna = await s.seller('anna', { head: head.id })
  await createSeller(s.store, { email: 'mark@works.example', name: 'mark', zone: 'UTC', role: 'marketer' })
  const account = await s.account()
  const { id } = await owned(s, anna, account)
  await addPromise(
    s.store,
    id,
    { text: 'Drawings', dueAt: s.store.clock.read() + day },
    { sellerId: anna.id },
  )
  const closed = await owned(s, anna)
  await s.store.db.updateTable('leads').set({ source: 'fair' }).where('id', '=', closed.lead).execute()
  await dispose(s.store, closed.id, { outcome: 'lost', reason: 'small budget' }, { sellerId: anna.id })
  const fit = await s.lead()
  await s.store.db.updateTable('leads').set({ fit: 90 }).where('id', '=', fit).execute()
  const offered = await s.open(fit, { to: anna.id })
  await s.turn(offered.id)
  const [offer] = await s.offers(offered.id)
  await declineOffer(s.store, offer?.id ?? '', anna.id, 'rigid specification')
  const drifting = [await s.lead(), await s.lead({ account })]
  await changeSeller(s.store, anna.id, { openLeads: 1 })
  const waits = await s.open(await s.lead())
  await s.turn(waits.id)
  s.store.clock.set('2026-03-03T07:59:00Z')
  expect(await sendDigests(s.store)).toBe(0)
  s.store.clock.set('2026-03-03T08:00:00Z')
  await Promise.all([sendDigests(s.store), sendDigests(s.store)])
  expect(await sendDigests(s.store)).toBe(0)
  const all = await digests(s)
  expect(all.map(({ name }) => name)).toEqual(['anna', 'head', 'mark'])
  const [own, team, marketing] = all as Record<string, unknown>[]
  expect(own).toMatchObject({
    'First contacts that are late': ['Завод, due 2 Mar 13:00'],
    'Promises to keep': ['Завод, due 3 Mar 09:00'],
  })
  expect(team).toMatchObject({
    'Late first contacts of the team': ['anna, Завод, due 2 Mar 13:00'],
    'Waiting until sales has room': [expect.stringMatching(/^lead [0-9a-f]{8}, until 3 Mar 09:00$/)],
    'Good leads that were declined': [expect.stringMatching(/^anna, lead [0-9a-f]{8}, rigid specification$/)],
  })
  expect(marketing).toMatchObject({
    'What sales says of your leads': ['fair, Lost (small budget), 1'],
    'Late first contacts of the team': ['anna, Завод, due 2 Mar 13:00'],
  })
  // Who came less than a day ago is not yet called adrift.
  expect(JSON.stringify(marketing)).not.toContain('nobody looks after')
  // No name of a lead stands in it.
  expect(JSON.stringify(all)).not.toMatch(/Вера|zavod|\+7999/)
  s.store.clock.set('2026-03-04T08:00:00Z')
  await sendDigests(s.store)
  const second = (await digests(s)).slice(3) as Record<string, unknown>[]
  // What was told yesterday is not told again.
  expect(second.map((one) => one['What sales says of your leads']).filter(Boolean)).toEqual([])
  const day2 = second.find(({ name }) => name === 'mark')
  expect(day2?.['Leads that nobody looks after: 2']).toHaveLength(2)
  expect(day2?.['Leads that nobody looks after: 2']).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^lead [0-9a-f]{8}, never entered anything, 2 Mar/),
      expect.stringMatching(/^Завод, never entered anything, 2 Mar/),
    ]),
  )
  expect(new Set(day2?.['linked'] as string[])).toEqual(new Set(drifting))
})

test('no digest at weekends and on holidays, nor where there is nothing to say; Russian to who reads it', async () => {
  const s = await plain()
  const head = await s.seller('head', { weight: 0 })
  await s.seller('boris', { head: head.id })
  const anna = await createSeller(s.store, {
    email: 'anna@works.example',
    name: 'anna',
    zone: 'Asia/Novosibirsk',
    country: 'RU',
    lang: 'ru',
    head: head.id,
  })
  await owned(s, anna)
  s.store.clock.set('2026-03-08T10:00:00Z')
  expect(await sendDigests(s.store)).toBe(0)
  // Monday 9 March is a day off in Russia, not elsewhere.
  s.store.clock.set('2026-03-09T10:00:00Z')
  await sendDigests(s.store)
  expect((await digests(s)).map(({ name }) => name)).toEqual(['head'])
  s.store.clock.set('2026-03-10T01:30:00Z')
  await sendDigests(s.store)
  expect((await digests(s)).slice(1)).toMatchObject([
    { name: 'anna', 'Просроченные первые контакты': [expect.stringMatching(/^лид /)] },
  ])
})
