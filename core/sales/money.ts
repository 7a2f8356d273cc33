import type { Money } from './terms.ts'

const FORMATS = new Map<string, number>()

/** How many digits of a currency are minor: 2 for GBP, 0 for JPY, 3 for KWD (ISO 4217). */
function minorDigits(currency: string): number {
  const known = FORMATS.get(currency)
  if (known !== undefined) return known
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions()
  FORMATS.set(currency, maximumFractionDigits)
  return maximumFractionDigits
}

/** An amount as a person reads it: `£115.00`, `115,00 £`. */
export const moneyText = ({ amount, currency }: Money, lang: string): string =>
  new Intl.NumberFormat(lang, { style: 'currency', currency }).format(amount / 10 ** minorDigits(currency))

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
