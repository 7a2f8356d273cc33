import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minorUnits, moneyInput, moneyText } from '../../../core/sales/money.ts'

test.each([
  ['120', 'GBP', 12_000],
  ['120.5', 'GBP', 12_050],
  ['1 250,50', 'RUB', 125_050],
  ['1\u00a0250,50', 'RUB', 125_050],
  ['500', 'JPY', 500],
  ['1.234', 'KWD', 1234],
])('what is written as %s %s is %i', (written, currency, amount) => {
  expect(minorUnits(written, currency)).toBe(amount)
})

test.each([
  ['', 'GBP'],
  ['-5', 'GBP'],
  ['1e9', 'GBP'],
  ['1,250.50', 'GBP'],
  ['10.005', 'GBP'],
  ['500.5', 'JPY'],
  ['12 pounds', 'GBP'],
  ['99999999999999999', 'GBP'],
])('%s is no amount of %s', (written, currency) => {
  expect(minorUnits(written, currency)).toBeNull()
})

test.each([
  [1234, 'JPY', '1234'],
  [1234, 'BHD', '1.234'],
  [5, 'GBP', '0.05'],
  [Number.MAX_SAFE_INTEGER, 'GBP', '90071992547409.91'],
])('%i minor units of %s stand as %s', (amount, currency, written) => {
  expect(moneyInput({ amount, currency })).toBe(written)
})

test('what an input shows is read as what it was', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10 ** 11 }),
      fc.constantFrom('GBP', 'RUB', 'JPY', 'KWD'),
      (amount, currency) => {
        expect(minorUnits(moneyInput({ amount, currency }), currency)).toBe(amount)
      },
    ),
  )
})

test.each([
  ['HUF', 'HUF 115.00', '115.00'],
  ['RSD', 'RSD 115.00', '115.00'],
  ['COP', 'COP 115.00', '115.00'],
  ['IQD', 'IQD 11.500', '11.500'],
  ['CLP', 'CLP 11,500', '11500'],
  ['CLF', 'CLF 1.1500', '1.1500'],
])('of %s the minor units are those of ISO 4217, not those that a shop shows', (currency, text, input) => {
  const money = { amount: 11_500, currency }
  expect(moneyText(money, 'en').replaceAll(/\s/g, ' ')).toBe(text)
  expect(moneyInput(money)).toBe(input)
})

test('an amount reads as its language writes it', () => {
  expect(moneyText({ amount: 11_500, currency: 'GBP' }, 'en')).toBe('£115.00')
  expect(moneyText({ amount: 11_500, currency: 'RUB' }, 'ru').replaceAll(/\s/g, ' ')).toBe('115,00 ₽')
})
