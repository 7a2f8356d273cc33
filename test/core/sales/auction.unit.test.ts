import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Bid, leastBid, nextWinner, refuseBid } from '../../../core/sales/auction.ts'

const terms = { floor: { amount: 10_000, currency: 'GBP' }, step: 500 }
const CLOSES = 1000
const bid = (dealer: string, amount: number, state: Bid['state'] = 'standing'): Bid => ({
  id: `${dealer} ${amount}`,
  dealer,
  amount,
  state,
})
const ask = (
  bids: Bid[],
  more: Partial<{ dealer: string; amount: number; currency: string; at: number }> = {},
) =>
  refuseBid(
    terms,
    { closesAt: CLOSES, bids },
    { dealer: 'd', amount: 13_000, currency: 'GBP', at: 1, ...more },
  )

it('London: 100, then 115, 120, 130 pounds', () => {
  const bids: Bid[] = []
  for (const [dealer, amount] of [
    ['a', 10_000],
    ['b', 11_500],
    ['a', 12_000],
    ['c', 13_000],
  ] as const) {
    expect(ask(bids, { dealer, amount })).toBeNull()
    bids.push(bid(dealer, amount))
  }
  expect(leastBid(terms, bids)).toBe(13_500)
  expect(nextWinner(bids)?.dealer).toBe('c')
})

it.each([
  [{ at: CLOSES }, 'closed'],
  [{ at: CLOSES - 1 }, null],
  [{ amount: -11_500 }, 'amount'],
  [{ amount: 0 }, 'amount'],
  [{ amount: 11_500.5 }, 'amount'],
  [{ amount: Number.NaN }, 'amount'],
  [{ amount: 2 ** 60 }, 'amount'],
  [{ amount: 10 ** 12 + 1 }, 'amount'],
  [{ amount: 10 ** 12 }, null],
  [{ currency: 'EUR' }, 'currency'],
  [{ amount: 10_499 }, 'low'],
  [{ amount: 10_500 }, null],
  [{ dealer: 'a' }, 'leads'],
])('a bid %j over 10000: %s', (more, refused) => {
  expect(ask([bid('a', 10_000)], more)).toBe(refused)
})

it('the first bid is the floor or more', () => {
  expect(ask([], { amount: 9_999 })).toBe('low')
  expect(ask([], { amount: 10_000 })).toBeNull()
})

it('who won and did not call is passed over with all his bids; the next has it for his own bid', () => {
  const bids = [bid('a', 10_000), bid('b', 11_000), bid('c', 12_000), bid('b', 13_000, 'passed')]
  expect(nextWinner(bids)?.id).toBe('c 12000')
  expect(nextWinner(bids, (dealer) => dealer !== 'c')?.id).toBe('a 10000')
  expect(nextWinner(bids.map((one) => ({ ...one, state: 'passed' })))).toBeNull()
})

it('bids that are taken only rise, by the step at least, and the winners fall', () => {
  const tries = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: -10, max: 100_000 })))
  fc.assert(
    fc.property(tries, (all) => {
      const bids: Bid[] = []
      for (const [dealer, amount] of all) {
        const top = bids.at(-1)?.amount
        if (ask(bids, { dealer, amount }) !== null) continue
        expect(amount).toBeGreaterThanOrEqual(top === undefined ? 10_000 : top + 500)
        expect(bids.at(-1)?.dealer).not.toBe(dealer)
        bids.push(bid(dealer, amount))
      }
      const winners: Bid[] = []
      for (;;) {
        const next = nextWinner(bids)
        if (!next) break
        winners.push(next)
        bids[bids.indexOf(next)] = { ...next, state: 'passed' }
      }
      expect(new Set(winners.map(({ dealer }) => dealer)).size).toBe(winners.length)
      expect(winners.map(({ amount }) => amount)).toEqual(
        winners.map(({ amount }) => amount).sort((a, b) => b - a),
      )
    }),
  )
})
