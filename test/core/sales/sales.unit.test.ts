import { describe, expect, it } from 'vitest'
import type { Hours } from '../../../core/release/release.ts'
import { contactDue, offerEnds, reminderAt } from '../../../core/sales/clocks.ts'

describe('clocks of a hand-off', () => {
  const moscow = { zone: 'Europe/Moscow', country: 'RU' }
  const early: Hours = { from: '07:00', to: '15:00', days: [1, 2, 3, 4, 5] }
  const at = (text: string) => Date.parse(text)

  it('run in the working time of the seller', () => {
    expect(contactDue(at('2026-12-18T17:30:00+03:00'), '2 workhours', moscow)).toBe(
      at('2026-12-21T10:30:00+03:00'),
    )
    expect(contactDue(at('2026-12-31T17:00:00+03:00'), '4 workhours', moscow)).toBe(
      at('2027-01-11T12:00:00+03:00'),
    )
    expect(
      contactDue(at('2026-12-18T17:30:00+03:00'), '2 workhours', { zone: 'Asia/Vladivostok', country: 'RU' }),
    ).toBe(at('2026-12-21T11:00:00+10:00'))
  })
  it('follow the hours of the route', () => {
    expect(offerEnds(at('2026-12-18T14:30:00+03:00'), '1 workhour', { ...moscow, hours: early })).toBe(
      at('2026-12-21T07:30:00+03:00'),
    )
  })
  it('remind before, unless the clock is shorter than that', () => {
    const due = at('2026-12-21T10:30:00+03:00')
    const from = at('2026-12-18T17:30:00+03:00')
    expect(reminderAt(due, '1 workhour', from, moscow)).toBe(at('2026-12-21T09:30:00+03:00'))
    expect(reminderAt(due, '2 workhours', from, moscow)).toBeNull()
    expect(reminderAt(due, '3 workhours', from, moscow)).toBeNull()
  })
})
