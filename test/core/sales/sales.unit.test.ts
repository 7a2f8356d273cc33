import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hours } from '../../../core/release/release.ts'
import { type Candidate, choose } from '../../../core/sales/choose.ts'
import { contactDue, offerEnds, reminderAt } from '../../../core/sales/clocks.ts'

const seller = (id: string, weight = 1, taken = 0): Candidate => ({ id, weight, taken })

describe('the next seller', () => {
  const candidates = [seller('anna', 3), seller('boris'), seller('vera', 0)]
  it('is the first owner who may be asked, even without a share', () => {
    expect(choose({ owners: [null, 'gone', 'vera', 'anna'], candidates, asked: [] })).toEqual({
      id: 'vera',
      why: 'owner',
    })
  })
  it('is by share where the owner was asked before', () => {
    expect(choose({ owners: ['boris'], candidates, asked: ['boris'] })).toEqual({ id: 'anna', why: 'weight' })
  })
  it('is nobody when all were asked, or nobody has a share', () => {
    expect(choose({ owners: ['anna'], candidates, asked: ['anna', 'boris'] })).toBeNull()
    expect(choose({ owners: [], candidates: [seller('vera', 0)], asked: [] })).toBeNull()
    expect(choose({ owners: [], candidates: [], asked: [] })).toBeNull()
  })
  it('is the same for the same input, in whatever order sellers are listed', () => {
    const list = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1, maxLength: 4 }), weight: fc.nat(5), taken: fc.nat(20) }),
      { selector: ({ id }) => id },
    )
    fc.assert(
      fc.property(list, (sellers) => {
        const ask = (candidates: Candidate[]) => choose({ owners: [], candidates, asked: [] })
        expect(ask(sellers)).toEqual(ask(sellers.toReversed()))
      }),
    )
  })
  it('gets the share of the weight, to two leads, at every moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 120 }),
        (weights, leads) => {
          const sellers = weights.map((weight, n) => seller(`s${n}`, weight))
          const all = weights.reduce((sum, weight) => sum + weight, 0)
          for (let n = 1; n <= leads; n++) {
            const next = sellers.find(
              ({ id }) => id === choose({ owners: [], candidates: sellers, asked: [] })?.id,
            )
            if (next) next.taken++
            for (const { weight, taken } of sellers)
              expect(Math.abs(taken - (n * weight) / all)).toBeLessThanOrEqual(2)
          }
        },
      ),
    )
  })
  it('never asks anybody twice, and asks everybody with a share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (weights) => {
        const sellers = weights.map((weight, n) => seller(`s${n}`, weight))
        const asked: string[] = []
        for (
          let next = choose({ owners: ['s1'], candidates: sellers, asked });
          next;
          next = choose({ owners: ['s1'], candidates: sellers, asked })
        ) {
          expect(asked).not.toContain(next.id)
          asked.push(next.id)
        }
        for (const { id, weight } of sellers) if (weight > 0) expect(asked).toContain(id)
      }),
    )
  })
})

describe('clocks of a hand-off', () => {
  const moscow = { zone: 'Europe/Moscow', country: 'RU' }
  const early: Hours = { from: '07:00', to: '15:00', days: [1, 2, 3, 4, 5] }
  const at = (text: string) => Date.parse(text)

  it('run in the working time of the seller', () => {
    expect(contactDue(at('2026-12-18T17:30:00+03:00'), '2 workhours', moscow)).toBe(
      at('2026-12-21T10:30:00+03:00'),
    )
    expect(contactDue(at('2026-12-31T17:00:00+03:00'), '4 workhours', moscow)).toBe(
      at('2027-01-11T12:00:00+03:00'),
    )
    expect(
      contactDue(at('2026-12-18T17:30:00+03:00'), '2 workhours', { zone: 'Asia/Vladivostok', country: 'RU' }),
    ).toBe(at('2026-12-21T11:00:00+10:00'))
  })
  it('follow the hours of the route', () => {
    expect(offerEnds(at('2026-12-18T14:30:00+03:00'), '1 workhour', { ...moscow, hours: early })).toBe(
      at('2026-12-21T07:30:00+03:00'),
    )
  })
  it('remind before, unless the clock is shorter than that', () => {
    const due = at('2026-12-21T10:30:00+03:00')
    const from = at('2026-12-18T17:30:00+03:00')
    expect(reminderAt(due, '1 workhour', from, moscow)).toBe(at('2026-12-21T09:30:00+03:00'))
    expect(reminderAt(due, '2 workhours', from, moscow)).toBeNull()
    expect(reminderAt(due, '3 workhours', from, moscow)).toBeNull()
  })
})
