import type { Money } from './terms.ts'

/** The most that an amount may be, in minor units: it and a step above it are exact, also as texts. */
export const MOST_MINOR = 1_000_000_000_000

// ISO 4217 by itself: what a browser's or Node's tables say follows how prices are shown there, and changes with them.
const DIGITS = new Map(
  [
    { digits: 0, of: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF' },
    { digits: 3, of: 'BHD IQD JOD KWD LYD OMR TND' },
    { digits: 4, of: 'CLF UYW' },
  ].flatMap(({ digits, of }) => of.split(' ').map((currency) => [currency, digits] as const)),
)

/** How many digits of a currency are minor: 2 for GBP, 0 for JPY, 3 for KWD (ISO 4217). */
const minorDigits = (currency: string): number => DIGITS.get(currency) ?? 2

/** An amount as a person reads it: `£115.00`, `115,00 £`. */
export function moneyText({ amount, currency }: Money, lang: string): string {
  const digits = minorDigits(currency)
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  return new Intl.NumberFormat(lang, { style: 'currency', currency, ...format }).format(amount / 10 ** digits)
}

/** An amount as it stands in an input or a table: `115.00`. Put together from its digits, so that nothing is rounded. */
export function moneyInput({ amount, currency }: Money): string {
  const places = minorDigits(currency)
  const digits = String(amount).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/**
 * What somebody wrote as an amount, in minor units: `1 250,50` and `1250.5` are 125050. Null for what is none: a sign,
 * letters, more decimals than the currency has, thousands set apart by dots or commas, or more than a number holds.
 */
export function minorUnits(written: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const found = /^(\d{1,13})(?:[.,](\d+))?$/.exec(written.replaceAll(/[\s\u00a0\u202f]/g, ''))
  const [, whole = '', part = ''] = found ?? []
  if (!found || part.length > digits) return null
  const amount = Number(whole + part.padEnd(digits, '0'))
  return Number.isSafeInteger(amount) ? amount : null
}
