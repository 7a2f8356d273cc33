import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clamp, figure, plus, share, times } from '../../../core/language/rating.ts'
import { namesIn, rate } from '../../../core/sales/rating.ts'
import { byStars } from '../../../core/sales/stars.ts'
import type { Formula } from '../../../core/sales/terms.ts'

const formula = plus(
  1,
  clamp(share(figure('sales'), 1000, { otherwise: 0 }), { from: 0, to: 2 }),
  times(2, share(figure('certified'), figure('people'), { otherwise: 0.25 })),
)

it('rates by the formula and explains each part', () => {
  expect(rate(formula, { sales: 1500, certified: 2, people: 8 })).toMatchObject({
    stars: 3,
    why: [
      { name: 'always', value: 1, text: '1' },
      { name: 'sales', value: 1.5, text: 'sales 1500 ÷ 1000, from 0 to 2' },
      { name: 'certified', value: 0.5, text: '2 × certified 2 ÷ people 8' },
    ],
  })
})

it('divides by zero with its fallback, and says so', () => {
  const { stars, why } = rate(formula, { sales: 0, certified: 3, people: 0 })
  expect(stars).toBe(1.5)
  expect(why.at(-1)?.text).toBe('2 × certified 3 ÷ people 0: nothing to divide by, so 0.25')
  expect(rate(share(1, 0, { otherwise: 4 }), {}).stars).toBe(4)
})

it('a number that nobody gave counts as nothing', () => {
  expect(rate(figure('toString'), {})).toMatchObject({
    stars: 1,
    why: [{ name: 'toString', value: 0, text: 'toString not known' }],
  })
})

it('says the same in words of people: as marketing calls a number, else as we call our own, else by its name', () => {
  const labels = { people: { en: 'people in all', ru: 'всего сотрудников' }, sales: { en: 'sales, £' } }
  const told = (of: Formula, figures: Record<string, number>) =>
    rate(of, figures, labels).why.map(({ words }) => [words.en, words.ru])
  expect(told(formula, { sales: 1500, certified: 2, people: 0 })).toEqual([
    ['for everybody: 1', 'у всех: 1'],
    [
      'sales, £ (1,500) ÷ 1,000, from 0 to 2 = 1.5',
      expect.stringMatching(/^sales, £ \(1\s500\) ÷ 1\s000, от 0 до 2 = 1,5$/),
    ],
    [
      '2 × certified people (2) ÷ people in all (0): nothing to divide by, so 0.25 = 0.5',
      '2 × сертифицированные сотрудники (2) ÷ всего сотрудников (0): делить не на что, поэтому 0,25 = 0,5',
    ],
  ])
  expect(told(times(0.5, figure('speed')), { speed: 0.8 })).toEqual([
    [
      '0.5 × first calls in time (80%) = 0.4',
      expect.stringMatching(/^0,5 × первые звонки в срок \(80\s%\) = 0,4$/),
    ],
  ])
  expect(told(figure('bikes'), {})).toEqual([['bikes (not known) = 0', 'bikes (нет данных) = 0']])
})

const any: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.constantFrom('a', 'b', '__proto__').map((value) => ({ value })),
    fc.array(tie('formula'), { maxLength: 3 }).map((plus) => ({ plus })),
    fc.array(tie('formula'), { maxLength: 3 }).map((times) => ({ times })),
    fc
      .tuple(tie('formula'), tie('formula'), fc.double())
      .map(([a, b, otherwise]) => ({ share: [a, b], otherwise }) as Formula),
    fc.tuple(tie('formula'), fc.double(), fc.double()).map(([clamp, from, to]) => ({ clamp, from, to })),
  ),
})).formula

it('gives one to five stars whatever the formula and the numbers are, the same each time, all finite', () => {
  fc.assert(
    fc.property(any, fc.record({ a: fc.double(), b: fc.double() }), (one, figures) => {
      const rated = rate(one, figures)
      expect(rated.stars).toBeGreaterThanOrEqual(1)
      expect(rated.stars).toBeLessThanOrEqual(5)
      for (const line of rated.why) expect(Number.isFinite(line.value)).toBe(true)
      expect(rate(one, figures)).toEqual(rated)
      expect(Array.isArray(namesIn(one))).toBe(true)
    }),
  )
})

it('more of what counts never takes stars away', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(5000), (less, more) => {
      const stars = (sales: number) => rate(formula, { sales, certified: 1, people: 4 }).stars
      expect(stars(less + more)).toBeGreaterThanOrEqual(stars(less))
    }),
  )
})

it('the best is first, of equals the one that had fewer, and the order does not depend on how they are listed', () => {
  const dealer = fc.record({
    id: fc.uuid(),
    stars: fc.option(fc.integer({ min: 1, max: 5 })),
    lately: fc.nat(3),
  })
  fc.assert(
    fc.property(fc.uniqueArray(dealer, { selector: ({ id }) => id }), (dealers) => {
      const order = byStars(dealers)
      expect(byStars([...dealers].reverse())).toEqual(order)
      order.slice(1).forEach((next, n) => {
        const before = order[n]
        expect((before?.stars ?? 1) >= (next.stars ?? 1)).toBe(true)
        if (before && (before.stars ?? 1) === (next.stars ?? 1))
          expect(before.lately).toBeLessThanOrEqual(next.lately)
      })
    }),
  )
})
