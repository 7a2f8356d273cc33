import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../core/advance/evaluate.ts'
import { needs, needsOf } from '../../../core/advance/needs.ts'
import { nextChange } from '../../../core/advance/next-change.ts'
import { becomes, did, inSegment, not, on, overdue, wait, when } from '../../../core/language/index.ts'
import { any, DAY, plan, says, story } from '../rules/playing.ts'
import { aFact, aView, begin, start } from './given.ts'

const readers = inSegment(any('readers'))
const segments = {
  readers: did('document.opened', { within: '9 days' }),
  silent: overdue('order.placed', { by: 1.5, fallback: '180 days' }),
  both: not(readers),
}

describe('a segment is a condition with a name', () => {
  const view = (openedAgo: number) =>
    aView({ segments, facts: [aFact('document.opened', start - openedAgo * DAY)] })

  test('asked as it is in the newest release', () => {
    expect([evaluate(readers, view(3)), evaluate(readers, view(10))]).toEqual([true, false])
    expect(nextChange(readers, view(3))).toBe(start + 6 * DAY)
    expect(evaluate({ segment: 'both' }, view(3))).toBe(false)
  })

  test('of the lead alone: the thing of the journey does not narrow it', () => {
    const about = aFact('document.opened', start, {}, { things: ['enquiry:E2'] })
    const seen = aView({ segments, journey: { thing: 'enquiry:E1' }, facts: [about] })
    expect(evaluate(readers, seen)).toBe(true)
  })

  test('nobody is in one that does not exist, or that asks for itself', () => {
    expect(evaluate({ segment: 'toString' }, view(3))).toBe(false)
    const circle = aView({ segments: { a: { segment: 'b' }, b: { segment: 'a' } } })
    expect([evaluate({ segment: 'a' }, circle), nextChange({ segment: 'a' }, circle)]).toEqual([false, null])
  })

  test('what it asks is needed and listened for, whose facts as the release says', () => {
    const facts = { 'order.placed': { about: 'account' } } as const
    const tree = plan([wait('1 month', { until: readers })], { stop: [when({ segment: 'silent' })] })
    expect(needs(tree, { segments, facts })).toMatchObject({
      segments: ['silent', 'readers'],
      facts: [
        { type: 'order.placed', subject: 'account', since: 'ever' },
        { type: 'document.opened', subject: 'lead', since: '9 days' },
        { type: 'email.replied', subject: 'lead', since: 'entry' },
      ],
    })
    expect(needsOf({ segment: 'both' }, {}, { segments }).segments).toEqual(['both', 'readers'])
    const about = { 'order.placed': 'account' } as const
    expect(begin(tree, aView({ segments, about })).listen).toEqual(
      expect.arrayContaining([
        { subject: 'account', type: 'order.placed' },
        { subject: 'lead', type: 'document.opened' },
      ]),
    )
  })

  test('whoever comes into it enters', () => {
    const tree = plan([], { enter: on(becomes(readers), { again: 'always' }) })
    const opened = (when: string) => says(when, 'document.opened')
    const script = [opened('2026-12-01 10:00'), opened('2026-12-02 10:00'), opened('2027-01-02 10:00')]
    expect(story({ plans: [tree], segments, script }).filter((line) => line.includes('entered'))).toEqual([
      '26-12-01 10:00 s: entered',
      '27-01-02 10:00 s: entered',
    ])
  })
})
