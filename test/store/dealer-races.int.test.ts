import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AppError } from '../../core/errors.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { askCall } from '../../store/calls/ask.ts'
import { hearCall } from '../../store/calls/event.ts'
import { lockHandoff } from '../../store/handoffs/lock.ts'
import { refuseContact } from '../../store/handoffs/refuse.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { lockWaiters } from '../harness/lock-waiters.ts'
import { until } from '../harness/until.ts'
import { AUCTION, dealerScene, type DealerScene } from './dealer-scene.ts'

test('two dealers of a group who tap in the same millisecond: one has it, the other is told that it is over', async () => {
  const s = await dealerScene({
    mode: 'offer',
    alone: '1 hour',
    times: 1,
    group: { size: 3, for: '1 hour' },
    then: 'house',
  })
  await s.dealer('first', 5)
  const others = [await s.dealer('a', 4), await s.dealer('b', 3), await s.dealer('c', 2)]
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  s.hours(1)
  await s.turn(id)
  const offers = await Promise.all(others.map((one) => s.offerTo(id, one.person)))
  const taps = await Promise.allSettled(
    others.map((one, n) => acceptOffer(s.store, offers[n] ?? '', one.person)),
  )
  expect(taps.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const tap of taps)
    if (tap.status === 'rejected') expect((tap.reason as AppError).code).toBe('offer_over')
  expect(await s.reveals(id)).toHaveLength(1)
})

test('a lead that is merged into another while somebody taps: the tap is told to try again, and then has the lead', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const [lead, other] = [await s.lead(), await s.lead()]
  const { id } = await s.open(lead)
  await s.turn(id)
  const offer = await s.offerTo(id, five.person)
  let tap: Promise<unknown> | undefined
  await s.store.db.transaction().execute(async (tx) => {
    await lockHandoff(tx, id)
    tap = acceptOffer(s.store, offer, five.person).catch((error: AppError) => error.code)
    // The tap has seen whose the hand-off is and waits for the lead.
    await until(async () => (await lockWaiters(s.store.db)) > 0)
    await tx.updateTable('handoffs').set({ lead_id: other }).where('id', '=', id).execute()
  })
  expect(await tap).toBe('conflict')
  await acceptOffer(s.store, offer, five.person)
  expect(await s.handoff(id)).toMatchObject({ owner_id: five.person, lead_id: other })
})

test('a lead that would rather not be called closes the hand-off, whoever has it; said twice it changes nothing', async () => {
  const s = await dealerScene()
  const five = await s.dealer('five', 5)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  s.store.clock.advance(1)
  expect(await refuseContact(s.store, id, { text: 'Do not call me' })).toBe(true)
  expect(await refuseContact(s.store, id, { text: 'Do not call me' })).toBe(false)
  expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'refused', owner_id: null })
  await expect(acceptOffer(s.store, await s.offerTo(id, five.person), five.person)).rejects.toMatchObject({
    code: 'offer_over',
  })
  expect(await s.reveals(id)).toEqual([])
})

/** Whatever is done, in whatever order and at once. */
const action = fc.record({
  what: fc.constantFrom(
    'accept',
    'decline',
    'bid',
    'call',
    'end',
    'wait',
    'turn',
    'leave',
    'withdraw',
    'consent',
  ),
  who: fc.nat(9),
  n: fc.nat(200),
})

/** What must hold at every moment. */
async function holds(s: DealerScene, ids: string[]): Promise<void> {
  for (const id of ids) {
    const handoff = await s.handoff(id)
    const offers = await s.offers(id)
    const taken = offers.filter(({ state }) => state === 'accepted')
    const reveals = await s.reveals(id)
    expect(handoff.state === 'owned').toBe(handoff.owner_id !== null && handoff.state !== 'closed')
    expect(taken.length).toBeLessThanOrEqual(1)
    if (handoff.state === 'owned') {
      expect(reveals.map(({ seller_id }) => seller_id)).toContain(handoff.owner_id)
      expect(offers.filter(({ state }) => state === 'made' || state === 'seen')).toEqual([])
    }
    const dues = await s.store.db.selectFrom('dues').selectAll().where('handoff_id', '=', id).execute()
    expect(dues.filter(({ waived_at }) => waived_at === null).length).toBeLessThanOrEqual(1)
    const bids = await s.store.db
      .selectFrom('bids')
      .selectAll()
      .where('handoff_id', '=', id)
      .orderBy('at')
      .orderBy('amount')
      .execute()
    bids.slice(1).forEach((bid, n) => expect(bid.amount).toBeGreaterThanOrEqual((bids[n]?.amount ?? 0) + 500))
    if (handoff.state === 'offered' && handoff.stage !== 'house')
      expect(offers.some(({ state }) => state === 'made' || state === 'seen')).toBe(true)
  }
}

test('whatever people do at once, nobody ever shares a lead, and contacts open only to who has it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(action, { minLength: 1, maxLength: 5 }), { minLength: 5, maxLength: 12 }),
      async (rounds) => {
        const s = await dealerScene({
          mode: 'offer',
          alone: '1 hour',
          times: 2,
          group: { size: 2, for: '1 hour' },
          then: AUCTION,
        })
        await s.seller('anna')
        const people: string[] = []
        for (let n = 0; n < 5; n++)
          people.push(...(await s.dealer(`d${n}`, 5 - n, { people: 2 })).people.map(({ id }) => id))
        const leads = [await s.lead(), await s.lead()]
        const ids = await Promise.all(leads.map(async (lead) => (await s.open(lead)).id))
        for (const id of ids) await s.turn(id)
        const exchange = { name: 'test', connect: async ({ id }: { id: string }) => ({ providerCall: id }) }
        const act = async ({ what, who, n }: { what: string; who: number; n: number }) => {
          const id = ids[n % ids.length] ?? ''
          const person = people[who] ?? ''
          if (what === 'wait') return s.store.clock.advance(n * 60_000)
          if (what === 'turn') return s.turn(id)
          // A leave of no length is none, and the ledger takes none.
          if (what === 'leave') return s.leave(person, n + 1)
          if (what === 'withdraw' || what === 'consent') {
            s.store.clock.advance(1)
            return s.consent(leads[n % 2] ?? '', what === 'consent')
          }
          if (what === 'end') {
            const call = await s.store.db
              .selectFrom('calls')
              .select('id')
              .where('handoff_id', '=', id)
              .orderBy('asked_at', 'desc')
              .executeTakeFirst()
            return call && hearCall(s.store, 'test', { call: call.id, type: 'ended', seconds: n })
          }
          const offer = await s.offerTo(id, person).catch(() => null)
          if (!offer) return
          if (what === 'accept') return acceptOffer(s.store, offer, person)
          if (what === 'decline') return declineOffer(s.store, offer, person)
          if (what === 'bid')
            return placeBid(s.store, offer, person, { amount: 10_000 + n * 100, currency: 'GBP' })
          return askCall(s.store, exchange, offer, person)
        }
        for (const round of rounds) {
          const done = await Promise.allSettled(round.map(act))
          for (const one of done)
            if (one.status === 'rejected' && (one.reason as Error).name !== 'AppError') throw one.reason
          await holds(s, ids)
        }
        // In the end everybody is somewhere: nothing is left that no turn would move on.
        for (let n = 0; n < 60; n++) {
          s.hours(3)
          for (const id of ids) await s.turn(id)
        }
        await holds(s, ids)
        for (const id of ids) {
          const { state, stage } = await s.handoff(id)
          expect(state === 'owned' || state === 'closed' || stage === 'house').toBe(true)
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 3), endOnFailure: true },
  )
})
