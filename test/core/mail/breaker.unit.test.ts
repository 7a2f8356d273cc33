import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Breaker, judgeBreaker, openMs, slowsUs, stormOf } from '../../../core/mail/breaker.ts'

const MINUTE = 60_000
const NOW = Date.parse('2026-03-02T09:00:00Z')
const closed: Breaker = { until: null, step: 0, since: null }
const none = { taken: 0, refused: 0, complaints: 0, takenOfDay: 0 }

describe('a breaker', () => {
  it.each(['421', '4.7.0', '4.7.28', '4.3.2', '5.7.1', '5.7.515'])('counts %s', (code) => {
    expect(slowsUs(code)).toBe(true)
  })
  it.each(['450', '451', '452', '4.2.2', '5.1.1', '550', '4.4.2', null])('does not count %s', (code) => {
    expect(slowsUs(code)).toBe(false)
  })

  it('opens when a provider refuses half of ten mails, of all others when they refuse nearly all of forty', () => {
    expect(stormOf('google', { ...none, refused: 9 })).toBeNull()
    expect(stormOf('google', { ...none, refused: 10, taken: 11 })).toBeNull()
    expect(stormOf('google', { ...none, refused: 10, taken: 10 })).toBe('refusals')
    expect(stormOf('default', { ...none, refused: 39 })).toBeNull()
    expect(stormOf('default', { ...none, refused: 40, taken: 11 })).toBeNull()
    expect(stormOf('default', { ...none, refused: 40, taken: 10 })).toBe('refusals')
  })

  it('opens on complaints: five, and one of two hundred mails of the day', () => {
    expect(stormOf('google', { ...none, complaints: 4, takenOfDay: 100 })).toBeNull()
    expect(stormOf('google', { ...none, complaints: 5, takenOfDay: 1_001 })).toBeNull()
    expect(stormOf('google', { ...none, complaints: 5, takenOfDay: 1_000 })).toBe('complaints')
  })

  it('stays open for 15 minutes, 30, an hour, two, four, and no longer', () => {
    let breaker = closed
    let now = NOW
    const lengths: number[] = []
    for (let n = 0; n < 7; n++) {
      const change = judgeBreaker('google', breaker, { ...none, refused: 10 }, now)
      if (!change || !('open' in change)) throw new Error('must open')
      lengths.push((change.open - now) / MINUTE)
      breaker = { until: change.open, step: change.step, since: now }
      expect(judgeBreaker('google', breaker, { ...none, taken: 100 }, change.open - 1)).toBeNull()
      now = change.open
    }
    expect(lengths).toEqual([15, 30, 60, 120, 240, 240, 240])
  })

  it('half-open waits for an answer, closes when mail is taken, and opens for longer when it is refused', () => {
    const half: Breaker = { until: NOW, step: 2, since: NOW - 30 * MINUTE }
    expect(judgeBreaker('google', half, none, NOW)).toBeNull()
    expect(judgeBreaker('google', half, { ...none, taken: 1 }, NOW)).toEqual({ close: true })
    expect(judgeBreaker('google', half, { ...none, taken: 1, refused: 1 }, NOW)).toEqual({
      open: NOW + 60 * MINUTE,
      step: 3,
      why: 'refusals',
    })
  })

  it('that opens again soon after it closed goes on where it was; later it begins anew', () => {
    const storm = { ...none, refused: 20 }
    const after = (ms: number) =>
      judgeBreaker('google', { until: null, step: 2, since: NOW - ms }, storm, NOW)
    expect(after(59 * MINUTE)).toMatchObject({ step: 3 })
    expect(after(61 * MINUTE)).toMatchObject({ step: 1 })
  })

  it('never opens without refusals or complaints, and never for more than four hours', () => {
    const counts = fc.nat({ max: 10_000 })
    fc.assert(
      fc.property(
        fc.record({ taken: counts, refused: counts, complaints: counts, takenOfDay: counts }),
        fc.constantFrom('google', 'default'),
        fc.nat({ max: 20 }),
        (figures, lane, step) => {
          const change = judgeBreaker(lane, { until: null, step, since: null }, figures, NOW)
          if (figures.refused === 0 && figures.complaints === 0) expect(change).toBeNull()
          if (change && 'open' in change) expect(change.open - NOW).toBeLessThanOrEqual(240 * MINUTE)
        },
      ),
    )
    expect(openMs(40)).toBe(240 * MINUTE)
  })
})
