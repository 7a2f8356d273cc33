/** A due as a line of the file. Amounts in minor units; instants in epoch ms. */
interface Line {
  dealer: string
  handoff: string
  bid: string
  amount: number
  currency: string
  at: number
  waivedAt: number | null
  why: string | null
}

const HEAD = [
  'dealer',
  'hand-off',
  'bid',
  'won at',
  'minor units',
  'amount',
  'currency',
  'owed',
  'waived at',
  'why',
]

// A text that begins like a formula would be run by a spreadsheet.
const cell = (value: string): string => {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** How many decimals a currency has: JPY none, GBP two, BHD three. */
const decimals = (currency: string): number => {
  try {
    return (
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    )
  } catch {
    return 2
  }
}

/** Minor units as people write them: 13000 of GBP is 130.00. Whole numbers only, so that nothing is rounded. */
export function written(amount: number, currency: string): string {
  const places = decimals(currency)
  const digits = String(amount).padStart(places + 1, '0')
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString())

/** What dealers owe, as CSV (RFC 4180), a due a line; those that were waived stand with owed 0. */
export function duesCsv(dues: readonly Line[]): string {
  const rows = dues.map((due) => [
    due.dealer,
    due.handoff,
    due.bid,
    iso(due.at),
    String(due.amount),
    written(due.amount, due.currency),
    due.currency,
    due.waivedAt === null ? written(due.amount, due.currency) : written(0, due.currency),
    iso(due.waivedAt),
    due.why ?? '',
  ])
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')
}
