import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../core/advance/evaluate.ts'
import { nextChange } from '../../../core/advance/next-change.ts'
import { overdueAt } from '../../../core/advance/rhythm.ts'
import { not, overdue } from '../../../core/language/index.ts'
import { aFact, at, aView } from './given.ts'

const silent = overdue('order.placed', { by: 1.5, fallback: '180 days' }) as Parameters<typeof overdueAt>[0]
const orders = (...days: string[]) => days.map((day) => aFact('order.placed', at(`${day} 10:00`)))
const view = (now: string, ...days: string[]) => aView({ now: at(now), facts: orders(...days) })

describe('overdue by own rhythm', () => {
  test('so many times the median gap since the last one', () => {
    const seen = view('2026-04-01 00:00', '2026-01-10', '2026-02-10', '2026-03-12')
    expect(overdueAt(silent, seen)).toBe(at('2026-04-27 04:00'))
    expect(nextChange(silent, seen)).toBe(at('2026-04-27 04:00'))
    expect(nextChange(not(silent), seen)).toBe(at('2026-04-27 04:00'))
  })

  test('the middle gap of an odd number, and no outlier moves it', () => {
    const seen = view('2026-06-01 00:00', '2026-01-10', '2026-02-10', '2026-03-12', '2026-05-25')
    expect(overdueAt(silent, seen)).toBe(at('2026-05-25 10:00') + 1.5 * 31 * 86_400_000)
  })

  test('true from its instant on, and then no time changes it', () => {
    const days = ['2026-01-10', '2026-02-10', '2026-03-12']
    expect(evaluate(silent, view('2026-04-27 03:59', ...days))).toBe(false)
    expect(evaluate(silent, view('2026-04-27 04:00', ...days))).toBe(true)
    expect(nextChange(silent, view('2026-04-27 04:00', ...days))).toBeNull()
  })

  test('fewer than three: the fallback; none at all, or no fallback: never', () => {
    expect(overdueAt(silent, view('2026-04-01 00:00', '2026-01-10', '2026-02-10'))).toBe(
      at('2026-08-09 10:00'),
    )
    expect(overdueAt(silent, view('2026-04-01 00:00', '2026-01-10'))).toBe(at('2026-07-09 10:00'))
    expect(overdueAt(silent, view('2026-04-01 00:00'))).toBeNull()
    const strict = { overdue: 'order.placed', by: 1.5 }
    expect(overdueAt(strict, view('2026-04-01 00:00', '2026-01-10'))).toBeNull()
    expect(nextChange(strict, view('2026-04-01 00:00', '2026-01-10'))).toBeNull()
  })

  test('facts of one instant are one', () => {
    const seen = view('2026-04-01 00:00', '2026-01-10', '2026-01-10', '2026-01-10')
    expect(overdueAt(silent, seen)).toBe(at('2026-07-09 10:00'))
  })
})
