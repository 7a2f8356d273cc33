import { expect, test } from 'vitest'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { readOffer } from '../../store/offers/read.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { createSeller } from '../../store/sellers.ts'
import { AUCTION, dealerScene } from './dealer-scene.ts'

/** Opens an auction of one lead among so many dealers of two people each, and counts the statements of the turn. */
async function statementsAmong(dealers: number): Promise<{ offers: number; statements: number }> {
  const s = await dealerScene(AUCTION)
  for (let n = 0; n < dealers; n++) await s.dealer(`dealer ${n}`, 3, { people: 2 })
  const { id } = await s.open(await s.lead())
  let statements = 0
  const db = s.store.db.withPlugin({
    transformQuery: ({ node }) => {
      statements++
      return node
    },
    transformResult: async ({ result }) => result,
  })
  await handoffTurn({ ...s.store, db }, id)
  return { offers: (await s.asked(id)).length, statements }
}

test('an auction among ten dealers takes no more statements than one among two', async () => {
  const [few, many] = [await statementsAmong(2), await statementsAmong(10)]
  expect([few.offers, many.offers]).toEqual([4, 20])
  expect(few.statements).toBeGreaterThan(10)
  expect(many.statements).toBe(few.statements)
})

test('each of many reads the story in his own language and time, and the mail says what his page shows', async () => {
  const s = await dealerScene(AUCTION)
  const { id: dealer } = await s.dealer('north', 3)
  const readers = [
    { lang: 'ru', zone: 'Asia/Novosibirsk' },
    { lang: 'en', zone: 'Asia/Novosibirsk' },
    { lang: 'ru', zone: 'Europe/London' },
  ]
  for (const [n, reader] of readers.entries())
    await createSeller(s.store, { email: `r${n}@north.example`, name: `Reader ${n}`, dealer, ...reader })
  const lead = await s.lead()
  await acceptFacts(s.store, [{ type: 'page.viewed', lead: { id: lead }, props: { page: '/presses' } }])
  const { id } = await s.open(lead)
  await s.turn(id)
  const mails = await s.store.db
    .selectFrom('messages')
    .select(['key', 'seller_id', 'vars'])
    .where('key', 'like', 'offer/%')
    .execute()
  const told = new Set<string>()
  for (const { key, seller_id, vars } of mails) {
    const { story } = await readOffer(s.store, key.slice('offer/'.length), { sellerId: seller_id })
    expect(story.lines).toHaveLength(1)
    const { words: _, ...shown } = story
    expect(vars.story).toEqual(shown)
    told.add(JSON.stringify(story.lines))
  }
  expect(mails).toHaveLength(4)
  expect(told.size).toBe(4)
})

test('each of many facts is about the thing of its hand-off', async () => {
  const s = await dealerScene(AUCTION)
  await s.dealer('north', 3, { people: 2 })
  const { id } = await s.open(await s.lead(), { thing: 'enquiry:E1' })
  await s.turn(id)
  const facts = await s.store.db
    .selectFrom('facts')
    .select(['things', 'account_id', 'props'])
    .where('type', '=', 'offer.made')
    .orderBy('id')
    .execute()
  expect(facts).toHaveLength(2)
  for (const fact of facts) expect(fact).toMatchObject({ things: ['enquiry:E1'], props: { handoff: id } })
})
