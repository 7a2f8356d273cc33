import fc from 'fast-check'
import { expect, it } from 'vitest'
import { all, any, did, fit, heat, not } from '../../../core/language/conditions.ts'
import { ref } from '../../../core/language/values.ts'
import { decidingRule, fieldsOf, notForRules } from '../../../core/sales/route-rule.ts'
import type { RouteRule } from '../../../core/sales/terms.ts'
import { misfit } from '../../../core/sales/territory.ts'

const country = ref<string>('lead.country')
const amount = ref<number>('enquiry.amount')
const terms = { mode: 'assign' as const }
const rules: RouteRule[] = [
  { name: 'owned', if: ref<string>('account.owner').known(), terms },
  { name: 'large in Britain', if: all(country.is('GB'), amount.atLeast(1_000_000)), terms },
  { name: 'hot or fitting', if: any(heat.atLeast(70), fit.atLeast(20)), terms },
  { name: 'not Russia', if: not(country.is('RU')), terms },
]
const asked = (values: Record<string, unknown>, heat = 0, fit = 0) => ({ values, heat, fit })

it.each([
  [{ 'account.owner': 'x', 'lead.country': 'GB' }, 'owned'],
  [{ 'lead.country': 'GB', 'enquiry.amount': 1_000_000 }, 'large in Britain'],
  [{ 'lead.country': 'GB', 'enquiry.amount': '2000000' }, 'not Russia'],
  [{ 'lead.country': 'GB' }, 'not Russia'],
  [{ 'lead.country': 'RU' }, null],
  [{}, 'not Russia'],
])('%j goes by %s', (values, name) => {
  expect(decidingRule(rules, asked(values))?.rule.name ?? null).toBe(name)
})

it('asks for points, and says what it looked at', () => {
  expect(decidingRule(rules, asked({ 'lead.country': 'RU' }, 70))).toMatchObject({
    rule: { name: 'hot or fitting' },
    because: { heat: 70 },
  })
})

it('a rule without a condition takes all; without rules nobody decides', () => {
  expect(decidingRule([{ name: 'all', terms }], asked({}))?.rule.name).toBe('all')
  expect(decidingRule([], asked({}))).toBeNull()
})

it('says which conditions rules cannot ask, and which fields they name', () => {
  expect(notForRules(all(country.is('GB'), not(did('call.requested'))))).toEqual(['did'])
  expect(fieldsOf(any(country.is('GB'), not(amount.atLeast(1)), heat.atLeast(3)))).toEqual([
    'lead.country',
    'enquiry.amount',
  ])
})

const place = { country: null, region: null, city: null, postcode: null, lines: [], lang: null }
const sells = { territory: {}, lines: [], langs: [] }

it.each([
  [{}, {}, null],
  [{ territory: { countries: ['GB'] } }, { country: 'GB' }, null],
  [{ territory: { countries: ['GB'] } }, {}, 'country'],
  [{ territory: { cities: ['Орел'] } }, { city: 'ОРЁЛ' }, null],
  [{ territory: { countries: ['GB'], postcodes: ['m1'] } }, { country: 'GB', postcode: 'M1 1AE' }, null],
  [{ territory: { postcodes: ['M1 1'] } }, { postcode: 'M2 1AE' }, 'place'],
  [{ territory: { postcodes: [' '] } }, { postcode: 'M2 1AE' }, 'place'],
  [
    { territory: { regions: ['Novosibirsk oblast'], cities: ['Novosibirsk'] } },
    { city: 'Novosibirsk' },
    null,
  ],
  [{ lines: ['presses'] }, { lines: ['saws'] }, 'line'],
  [{ lines: ['presses'] }, { lines: ['saws', 'Presses'] }, null],
  [{ lines: ['presses'] }, {}, null],
  [{ langs: ['ru'] }, { lang: 'ru-RU' }, null],
  [{ langs: ['ru'] }, { lang: 'en' }, 'language'],
])('a dealer %j and a lead %j: %s', (dealer, lead, why) => {
  expect(misfit({ ...sells, ...dealer }, { ...place, ...lead })).toBe(why)
})

it('a dealer that takes all is never a misfit', () => {
  const word = fc.option(fc.string())
  const wants = fc.record({
    country: word,
    region: word,
    city: word,
    postcode: word,
    lines: fc.array(fc.string()),
    lang: word,
  })
  fc.assert(
    fc.property(wants, (lead) => {
      expect(misfit(sells, lead)).toBeNull()
    }),
  )
})
