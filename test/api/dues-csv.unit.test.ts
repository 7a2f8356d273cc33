import { expect, it } from 'vitest'
import { duesCsv } from '../../api/dues-csv.ts'

const due = {
  dealer: 'North',
  handoff: 'h',
  bid: 'b',
  amount: 13_000,
  currency: 'GBP',
  at: 0,
  waivedAt: null,
  why: null,
}

it('writes what is owed, and nothing for what was waived', () => {
  expect(duesCsv([due, { ...due, amount: 5, waivedAt: 1000, why: 'did not call in time' }])).toBe(
    'dealer,hand-off,bid,won at,minor units,amount,currency,owed,waived at,why\r\n' +
      'North,h,b,1970-01-01T00:00:00.000Z,13000,130.00,GBP,130.00,,\r\n' +
      'North,h,b,1970-01-01T00:00:00.000Z,5,0.05,GBP,0.00,1970-01-01T00:00:01.000Z,did not call in time\r\n',
  )
})

it('a name that begins like a formula is a text, and one with quotes and lines stays one cell', () => {
  for (const sign of ['=', '+', '-', '@'])
    expect(duesCsv([{ ...due, dealer: `${sign}SUM(A1)` }])).toContain(`\r\n'${sign}SUM(A1),`)
  expect(duesCsv([{ ...due, dealer: 'A "B", C\nD' }])).toContain('\r\n"A ""B"", C\nD",')
})
