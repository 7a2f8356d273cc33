import { expect, test } from 'vitest'
import { type Entry, fact, on, wait } from '../../../core/language/index.ts'
import { plan, says, story } from './playing.ts'

const entered = (again?: Entry['again'], steps = [wait('1 month')]) =>
  story({
    plans: [plan(steps, { enter: on(fact('document.opened'), { ...(again !== undefined && { again }) }) })],
    script: ['2026-12-01 10:00', '2026-12-10 10:00', '2027-02-01 10:00', '2027-07-01 10:00'].map((when) =>
      says(when, 'document.opened'),
    ),
  })
    .filter((line) => line.includes('entered'))
    .map((line) => line.slice(18))

test('rule 4: never for the same lead by default, and each refusal has its reason', () => {
  expect(entered()).toEqual([
    'entered',
    'not entered already in',
    'not entered was in before',
    'not entered was in before',
  ])
})

test('rule 4: so long after entry', () => {
  expect(entered('180 days')).toEqual([
    'entered',
    'not entered already in',
    'not entered was in less than 180 days ago',
    'entered',
  ])
})

test('rule 4: always, once the one before is over', () => {
  expect(entered('always')).toEqual(['entered', 'not entered already in', 'entered', 'entered'])
})
