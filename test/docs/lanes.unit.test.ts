import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinLanes } from '../../core/mail/mail-lanes.ts'
import { TIERS } from '../../core/mail/warm-up.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/lanes.md'), 'utf8')
const cellsOf = (line: string) => line.split('|').map((cell) => cell.trim())

test.each(Object.entries(builtinLanes))(
  'the page says the terms of lane %s',
  (name, { perSecond, connections }) => {
    const row = cellsOf(
      page.split('\n').find((line) => line.startsWith('| `') && line.includes(`\`${name}\``)) ?? '',
    )
    expect(row.slice(3, 5)).toEqual([String(perSecond), String(connections)])
  },
)

test('the page says the tiers of a warm-up', () => {
  const row = cellsOf(page.split('\n').find((line) => line.startsWith('| mails a day |')) ?? '')
  expect(row.slice(2, -2).map((cell) => Number(cell.replace(',', '')))).toEqual(TIERS)
})
