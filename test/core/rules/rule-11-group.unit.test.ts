import { expect, test } from 'vitest'
import { fact, on, wait } from '../../../core/language/index.ts'
import { plan, says, story } from './playing.ts'

const of = (type: 'deal.won' | 'deal.lost' | 'document.opened', name: string, priority?: number) =>
  plan(
    [wait('1 year')],
    { enter: on(fact(type)), group: 'nurture', ...(priority !== undefined && { priority }) },
    name,
  )
const script = [
  says('2026-12-01 10:00', 'deal.won'),
  says('2026-12-02 10:00', 'deal.lost'),
  says('2026-12-03 10:00', 'document.opened'),
]
const played = (...plans: ReturnType<typeof plan>[]) => story({ plans, script, until: '2026-12-05 00:00' })

test('rule 11: higher priority replaces, equal and lower are refused with their reason', () => {
  expect(played(of('deal.won', 'a'), of('deal.lost', 'b', 8), of('document.opened', 'c', 8))).toEqual([
    '26-12-01 10:00 a: entered',
    '26-12-02 10:00 a: ended replaced by b',
    '26-12-02 10:00 b: entered',
    '26-12-03 10:00 c: not entered b goes first in nurture',
  ])
  expect(played(of('deal.won', 'a'), of('deal.lost', 'b', 4))).toContain(
    '26-12-02 10:00 b: not entered a goes first in nurture',
  )
})

test('rule 11: no group, no rivals', () => {
  const { group: _, ...free } = of('deal.lost', 'b')
  expect(played(of('deal.won', 'a'), free).filter((line) => line.includes(': entered'))).toHaveLength(2)
})
