import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byTurn, placeOf, type Share, startAfter, startFor } from '../../../core/sales/shares.ts'

const share = (id: string, weight = 1, taken = 0, start = 0): Share => ({ id, weight, taken, start })

/** Gives out so many leads; who took how many. */
function deal(sellers: Share[], leads: number): Share[] {
  let now = sellers
  for (let n = 0; n < leads; n++) {
    const next = byTurn(now)[0]?.id
    now = now.map((one) => (one.id === next ? { ...one, taken: one.taken + 1 } : one))
  }
  return now
}
const taken = (sellers: Share[], id: string) => sellers.find((one) => one.id === id)?.taken ?? 0

it('weights give shares', () => {
  const dealt = deal([share('a', 3), share('b', 1)], 12)
  expect([taken(dealt, 'a'), taken(dealt, 'b')]).toEqual([9, 3])
})

it('who joins late does not catch up, and the others go on as before', () => {
  const before = deal([share('a'), share('b')], 100)
  const start = startFor(share('c'), before)
  expect(start).toBe(50)
  const after = deal([...before, { ...share('c'), start }], 30)
  expect(['a', 'b', 'c'].map((id) => taken(after, id) - taken(before, id))).toEqual([10, 10, 10])
})

it('who comes back from leave does not catch up either', () => {
  const before = deal([share('a'), share('b'), share('c')], 30)
  const alone = deal(
    before.filter(({ id }) => id !== 'c'),
    40,
  )
  const c = before.find(({ id }) => id === 'c') ?? share('c')
  const back = { ...c, start: startFor(c, alone) }
  const after = deal([...alone, back], 30)
  expect(taken(after, 'c') - c.taken).toBe(10)
})

it('who comes back is ahead by a lead at most, however much there was to do alone', () => {
  const [a] = deal([share('a')], 60)
  const c = share('c', 1, 5)
  const back = { ...share('a'), ...a, start: startFor(a ?? share('a'), [c]) }
  const after = deal([back, c], 11)
  expect([taken(after, 'a') - 60, taken(after, 'c') - 5]).toEqual([5, 6])
})

it('another weight keeps the place', () => {
  const own = share('a', 2, 10, 3)
  const start = startAfter(own, 5)
  expect(placeOf({ ...own, weight: 5, start })).toBeCloseTo(placeOf(own), 9)
})

it('nobody with a share is ever more than a lead and a bit away from it, joins and leaves included', () => {
  const step = fc.oneof(
    fc.nat(20).map((leads) => ({ leads })),
    fc.constantFrom('a', 'b', 'c', 'd').map((toggle) => ({ toggle })),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let all = ['a', 'b', 'c', 'd'].map((id, n) => share(id, n + 1))
      const here = new Set(['a', 'b'])
      for (const one of steps) {
        if ('toggle' in one) {
          if (here.delete(one.toggle)) continue
          const others = all.filter(({ id }) => here.has(id))
          all = all.map((own) => (own.id === one.toggle ? { ...own, start: startFor(own, others) } : own))
          here.add(one.toggle)
        } else {
          const present = all.filter(({ id }) => here.has(id))
          const dealt = deal(present, one.leads)
          const total = present.reduce((sum, { weight }) => sum + weight, 0)
          for (const own of present) {
            const got = taken(dealt, own.id) - own.taken
            const fair = (one.leads * own.weight) / total
            expect(Math.abs(got - fair)).toBeLessThan(2 * own.weight + 2)
          }
          all = all.map((own) => dealt.find(({ id }) => id === own.id) ?? own)
        }
      }
    }),
  )
})

it('the order does not depend on how they are listed, and weight 0 has no turn', () => {
  const one = fc.record({ id: fc.uuid(), weight: fc.nat(4), taken: fc.nat(9), start: fc.nat(9) })
  fc.assert(
    fc.property(fc.uniqueArray(one, { selector: ({ id }) => id }), (all) => {
      expect(byTurn([...all].reverse())).toEqual(byTurn(all))
      expect(byTurn(all).every(({ weight }) => weight > 0)).toBe(true)
    }),
  )
})
