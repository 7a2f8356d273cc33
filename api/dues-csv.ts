import { stringify } from 'csv-stringify/sync'
import { moneyInput } from '../core/sales/money.ts'
import type { Due } from '../store/auctions/dues.ts'
import { iso, maybeIso } from './schemas.ts'

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

/** What dealers owe, as CSV (RFC 4180), a due a line; those that were waived stand with owed 0. */
export function duesCsv(dues: readonly Due[]): string {
  const rows = dues.map((due) => [
    due.dealer,
    due.handoff,
    due.bid,
    iso(due.at),
    String(due.amount),
    moneyInput(due),
    due.currency,
    moneyInput({ ...due, amount: due.waivedAt === null ? due.amount : 0 }),
    maybeIso(due.waivedAt),
    due.why,
  ])
  // A text that begins like a formula would be run by a spreadsheet.
  return stringify([HEAD, ...rows], { record_delimiter: 'windows', escape_formulas: true })
}
