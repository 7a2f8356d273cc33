import { expect, test } from 'vitest'
import { recordFact } from '../../store/facts/record.ts'
import { enrol } from '../../store/journeys/enrol.ts'
import { inMoment, type Moment } from '../../store/moment.ts'
import { type LockedLead, lockLead } from '../../store/transact.ts'
import { backPlan, scene } from './sales-scene.ts'

test('a turn that finds nothing due says where the hand-off stands, and waits for nobody who works on the lead', async () => {
  const s = await scene()
  await s.seller('anna')
  const lead = await s.lead()
  const { id } = await s.open(lead)
  const standing = await s.turn(id)
  await s.store.db.transaction().execute(async (tx) => {
    await lockLead(tx, lead)
    expect(await s.turn(id)).toEqual(standing)
  })
})

test('a fact that nobody asks for is only written; the journey that waits for one is woken by it', async () => {
  const s = await scene()
  const lead = await s.lead({ account: await s.account() })
  const moment = <T>(work: (m: Moment, held: LockedLead) => Promise<T>) =>
    inMoment(s.store, (tx) => lockLead(tx, lead), work)
  const seen = () =>
    moment(async (m, { account_id }) => {
      let statements = 0
      const tx = m.tx.withPlugin({
        transformQuery: ({ node }) => {
          statements++
          return node
        },
        transformResult: async ({ result }) => result,
      })
      const fact = { type: 'offer.seen', leadId: lead, accountId: account_id, props: {} }
      await recordFact({ ...m, tx: tx as Moment['tx'] }, fact)
      return statements
    })
  expect(await seen()).toBe(2)
  const journey = await moment((m, held) => enrol(m, backPlan, held, { fact: null }))
  if (!('id' in journey)) throw new Error('it did not enter')
  const journeys = s.store.db.selectFrom('journeys').select('wake_at').where('id', '=', journey.id)
  expect(await journeys.executeTakeFirst()).toEqual({ wake_at: null })
  await s.store.db
    .insertInto('waits')
    .values({ subject: `lead:${lead}`, type: 'offer.seen', journey_id: journey.id })
    .execute()
  await seen()
  expect(await journeys.executeTakeFirst()).toEqual({ wake_at: s.store.clock.read() })
  expect((await s.facts(lead)).map(({ type }) => type)).toEqual(['offer.seen', 'offer.seen'])
})
