import { describe, expect, test } from 'vitest'
import { placeBid } from '../../store/auctions/bid.ts'
import { askCall } from '../../store/calls/ask.ts'
import { hearCall } from '../../store/calls/event.ts'
import { removeDealer } from '../../store/dealers/remove.ts'
import { finishTask } from '../../store/finish-task.ts'
import { createHandoff } from '../../store/handoffs/create.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { passOn } from '../../store/handoffs/pass.ts'
import { refuseContact } from '../../store/handoffs/refuse.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { upsertLead } from '../../store/leads.ts'
import { inMoment } from '../../store/moment.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { publishRelease } from '../../store/releases.ts'
import { addLeave } from '../../store/staff/leaves.ts'
import { moveLeaver } from '../../store/staff/leaver.ts'
import { openTask } from '../../store/tasks.ts'
import { lockLead } from '../../store/transact.ts'
import { small } from '../harness/release.ts'
import { AUCTION, dealerScene, type DealerScene, HOUR } from '../store/dealer-scene.ts'
import { backPlan, routing, scene } from '../store/sales-scene.ts'
import { atOnce, together } from './at-once.ts'

/** How often each is tried: who is first is left to the machine. */
const ROUNDS = 8
const GROUP = {
  mode: 'offer',
  alone: '1 hour',
  times: 0,
  group: { size: 3, for: '1 hour' },
  then: 'house',
} as const

const count = (said: string[], what: string): number => said.filter((one) => one === what).length

/** A lead that is offered to a group of three, with their offers. */
async function offered(s: DealerScene, people: string[]) {
  const lead = await s.lead()
  const { id } = await s.open(lead)
  await s.turn(id)
  const offers = await Promise.all(
    people.map(async (person) => ({ person, offer: await s.offerTo(id, person) })),
  )
  return {
    lead,
    id,
    offers,
    take: ({ person, offer }: { person: string; offer: string }) => acceptOffer(s.store, offer, person),
  }
}

async function group(): Promise<{ s: DealerScene; people: string[]; dealers: string[] }> {
  const s = await dealerScene(GROUP)
  await s.seller('anna')
  const dealers = [await s.dealer('a', 5), await s.dealer('b', 4), await s.dealer('c', 3)]
  return { s, people: dealers.map(({ person }) => person), dealers: dealers.map(({ id }) => id) }
}

describe('a lead that is offered to three', () => {
  test('goes to one of those who accept at once', async () => {
    const { s, people } = await group()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, offers, take } = await offered(s, people)
      const said = await atOnce(offers.flatMap((one) => [() => take(one), () => take(one)]))
      expect([count(said, 'done'), count(said, 'offer_over')]).toEqual([1, 5])
      expect(await s.reveals(id)).toHaveLength(1)
    }
  })

  test('is taken in time or goes on, where the time runs out at that moment', async () => {
    const { s, people } = await group()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, offers, take } = await offered(s, people)
      const [one] = offers
      if (!one) throw new Error('nobody was asked')
      s.store.clock.advance(HOUR - 1)
      const late = async () => {
        s.store.clock.advance(1)
        await s.turn(id)
      }
      const [said] = await atOnce([() => take(one), late])
      const { state, owner_id } = await s.handoff(id)
      expect([said, state, owner_id === one.person]).toEqual(
        said === 'done' ? ['done', 'owned', true] : ['offer_over', 'offered', false],
      )
    }
  })

  test('is declined by some and taken by another', async () => {
    const { s, people } = await group()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, offers, take } = await offered(s, people)
      const [a, b, c] = offers
      if (!a || !b || !c) throw new Error('three were not asked')
      const no = ({ person, offer }: typeof a) => declineOffer(s.store, offer, person)
      const said = await atOnce([() => no(a), () => take(b), () => no(c), () => no(a)])
      expect(said[1]).toBe('done')
      // Twice the same no is one.
      expect(count([said[0] ?? '', said[3] ?? ''], 'done')).toBeLessThanOrEqual(1)
      for (const one of said) expect(['done', 'offer_over']).toContain(one)
      expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: b.person })
    }
  })

  test('is nobody’s once the lead has refused, whoever accepts at that moment', async () => {
    const { s, people } = await group()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, offers, take } = await offered(s, people)
      s.store.clock.advance(1)
      const said = await atOnce([
        ...offers.map((one) => () => take(one)),
        () => refuseContact(s.store, id, { text: 'No' }),
      ])
      expect(said[3]).toBe('done')
      expect(count(said.slice(0, 3), 'done')).toBeLessThanOrEqual(1)
      expect(await s.handoff(id)).toMatchObject({ state: 'closed', outcome: 'refused' })
    }
  })

  test('is taken by one call that ends, however often and by whom that is told', async () => {
    const { s, people } = await group()
    const exchange = { name: 'test', connect: async ({ id }: { id: string }) => ({ providerCall: id }) }
    for (let round = 0; round < ROUNDS; round++) {
      const { lead, id, offers, take } = await offered(s, people)
      const [a, b] = offers
      if (!a || !b) throw new Error('nobody was asked')
      const calling = await atOnce([
        () => askCall(s.store, exchange, a.offer, a.person),
        () => askCall(s.store, exchange, a.offer, a.person),
      ])
      expect(calling.sort()).toEqual(['call_running', 'done'])
      const { id: call } = await s.store.db
        .selectFrom('calls')
        .select('id')
        .where('handoff_id', '=', id)
        .executeTakeFirstOrThrow()
      const ended = () => hearCall(s.store, 'test', { call, type: 'ended', seconds: 80 })
      const said = await atOnce([ended, () => take(b), ended, ended])
      expect(said.filter((_, n) => n !== 1)).toEqual(['done', 'done', 'done'])
      const { owner_id } = await s.handoff(id)
      expect(owner_id).toBe(said[1] === 'done' ? b.person : a.person)
      expect((await s.facts(lead)).filter(({ type }) => type === 'call.ended')).toHaveLength(1)
    }
  })

  test('stays with nobody who is taken out, leaves or goes on leave at that moment', async () => {
    for (let round = 0; round < 3; round++) {
      const { s, people, dealers } = await group()
      const { id, offers, take } = await offered(s, people)
      const [a = '', b = ''] = people
      const said = await atOnce([
        ...offers.map((one) => () => take(one)),
        () => removeDealer(s.store, dealers[0] ?? ''),
        () => moveLeaver(s.store, b),
        () =>
          addLeave(s.store, people[2] ?? '', {
            from: s.store.clock.read(),
            until: s.store.clock.read() + HOUR,
          }),
      ])
      expect(said.slice(3)).toEqual(['done', 'done', 'done'])
      const { state, owner_id } = await s.handoff(id)
      expect([a, b]).not.toContain(owner_id)
      expect(['owned', 'offered']).toContain(state)
      for (const offer of await s.offers(id))
        if (offer.state === 'made' || offer.state === 'seen') expect([a, b]).not.toContain(offer.seller_id)
    }
  })
})

test('of bids at once each raises the one before, and the highest has the lead when it closes', async () => {
  const s = await dealerScene(AUCTION)
  const dealers = [await s.dealer('a', 5), await s.dealer('b', 4), await s.dealer('c', 3)]
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = await s.open(await s.lead())
    await s.turn(id)
    const offers = await Promise.all(dealers.map(({ person }) => s.offerTo(id, person)))
    const bid = (n: number, amount: number) => () =>
      placeBid(s.store, offers[n] ?? '', dealers[n]?.person ?? '', { amount, currency: 'GBP' })
    const same = await atOnce([bid(0, 10_000), bid(1, 10_000), bid(2, 10_000)])
    expect(same.sort()).toEqual(['bid_low', 'bid_low', 'done'])
    const { closes_at } = await s.handoff(id)
    s.store.clock.set((closes_at ?? 0) - 1)
    const close = async () => {
      s.store.clock.advance(1)
      await s.turn(id)
    }
    const last = await atOnce([bid(0, 20_000), bid(1, 20_500), close, bid(2, 21_000)])
    for (const one of last) expect(['done', 'bid_low', 'bid_leads', 'offer_over']).toContain(one)
    await s.turn(id)
    const bids = await s.store.db
      .selectFrom('bids')
      .selectAll()
      .where('handoff_id', '=', id)
      .orderBy('amount', 'desc')
      .execute()
    // The first bid, and those of the last moment: one that was done there is the closing.
    expect(bids).toHaveLength(count(last, 'done'))
    expect(await s.handoff(id)).toMatchObject({ state: 'owned', owner_id: bids[0]?.seller_id })
    const dues = await s.store.db.selectFrom('dues').select('amount').where('handoff_id', '=', id).execute()
    expect(dues).toEqual([{ amount: bids[0]?.amount }])
  }
})

describe('a lead that somebody has', () => {
  const sales = { ...routing.sales, takeBackAfter: '1 workhour' } as NonNullable<typeof routing.sales>

  async function owned() {
    const s = await scene({ routing: { sales } })
    const head = await s.seller('head', { weight: 0 })
    const [anna, boris] = [
      await s.seller('anna', { head: head.id }),
      await s.seller('boris', { head: head.id }),
    ]
    const take = async () => {
      const { id } = await s.open(await s.lead())
      await s.turn(id)
      const [offer] = await s.offers(id)
      await acceptOffer(s.store, offer?.id ?? '', offer?.seller_id ?? '')
      return { id, owner: offer?.seller_id ?? '' }
    }
    return { s, take, sellers: [anna.id, boris.id] }
  }

  test('is over, or was taken back: whoever says what came of it hears which', async () => {
    const { s, take } = await owned()
    for (let round = 0; round < ROUNDS; round++) {
      s.store.clock.set(`2026-03-${String(2 + round).padStart(2, '0')}T09:00:00Z`)
      const { id, owner } = await take()
      s.store.clock.advance(5 * HOUR - 1)
      await s.turn(id)
      const late = async () => {
        s.store.clock.advance(1)
        await s.turn(id)
      }
      const say = () => dispose(s.store, id, { outcome: 'won' }, { sellerId: owner })
      const said = await atOnce([say, late, say])
      const { state } = await s.handoff(id)
      const won = count([said[0] ?? '', said[2] ?? ''], 'done')
      expect(won).toBe(state === 'closed' ? 1 : 0)
      // Closed it is still the owner's; taken back it is somebody else's business.
      for (const one of said) expect(['done', 'handoff_state', 'handoff_unknown']).toContain(one)
    }
  })

  test('is passed on once, or is over', async () => {
    const { s, take, sellers } = await owned()
    for (let round = 0; round < ROUNDS; round++) {
      const { id, owner } = await take()
      const to = sellers.find((one) => one !== owner) ?? ''
      const pass = () => passOn(s.store, id, { to, why: 'holiday' }, { sellerId: owner })
      const said = await atOnce([
        pass,
        () => dispose(s.store, id, { outcome: 'won' }, { sellerId: owner }),
        pass,
      ])
      expect(count(said, 'done')).toBe(1)
      for (const one of said) expect(['done', 'handoff_state', 'handoff_unknown']).toContain(one)
      const { state, owner_id } = await s.handoff(id)
      expect([state, owner_id]).toEqual(said[1] === 'done' ? ['closed', owner] : ['owned', to])
    }
  })
})

describe('what six do at the same moment', () => {
  test('is one lead, one hand-off, one journey and one finished task', async () => {
    const s = await scene()
    await s.seller('anna')
    for (let round = 0; round < ROUNDS; round++) {
      const made = await together(() =>
        upsertLead(s.store, { email: `one${round}@works.example`, phone: `+4420794600${10 + round}` }),
      )
      expect(made.filter(({ created }) => created)).toHaveLength(1)
      const [lead = ''] = new Set(made.map(({ id }) => id))
      const opened = await together(() => createHandoff(s.store, { lead }))
      expect(opened.filter(({ joined }) => !joined)).toHaveLength(1)
      expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
      const entered = await together(() => startJourney(s.store, { sequence: 'back', lead }))
      expect(entered.filter((one) => 'id' in one)).toHaveLength(1)
      await inMoment(
        s.store,
        (tx) => lockLead(tx, lead),
        (m) =>
          openTask(m, {
            ...{ leadId: lead, accountId: null, step: 'call', name: 'call', sellerId: null },
            ...{ dueAt: m.now, note: null, per: 'lead' },
          }),
      )
      const { id } = await s.store.db
        .selectFrom('tasks')
        .select('id')
        .where('lead_id', '=', lead)
        .executeTakeFirstOrThrow()
      const said = await atOnce(Array.from({ length: 6 }, () => () => finishTask(s.store, id, 'done')))
      expect([count(said, 'done'), count(said, 'task_over')]).toEqual([1, 5])
    }
  })

  test('goes on while marketing is published', async () => {
    const s = await scene()
    await s.seller('anna')
    const leads = await Promise.all(Array.from({ length: 6 }, () => s.lead()))
    for (let round = 0; round < ROUNDS; round++) {
      const said = await atOnce([
        ...[0, 1].map(
          (n) => () =>
            publishRelease(
              s.store,
              {
                ...small,
                routing,
                plans: [backPlan],
                segments: { busy: { field: 'lead.industry', in: [`${round} ${n}`] } },
              },
              { enrolExisting: ['back'] },
            ),
        ),
        ...leads.map((lead) => () => startJourney(s.store, { sequence: 'back', lead })),
        ...leads.map((lead) => () => createHandoff(s.store, { lead })),
      ])
      expect(new Set(said)).toEqual(new Set(['done']))
    }
  })
})
