import { expect, test } from 'vitest'
import { handOff, on, sequence, submitted, wait } from '../../../core/language/index.ts'
import { answerTime } from '../../../core/plan/answer-time.ts'
import { compile } from '../../../core/plan/compile.ts'
import type { Release } from '../../../core/release/release.ts'

const entered = on(submitted('tender'))
const options = { enter: entered, topic: 'know-how' as const }
const atOnce = compile(sequence('tender', options, [handOff('sales', { firstContact: '2 workhours' })]))
const later = compile(sequence('tender', options, [wait('3 days'), handOff('sales')]))

const release = (plans: Release['plans']): Release =>
  ({
    plans,
    defaults: { lang: 'en', zone: 'Europe/Moscow', sender: 'x' },
    hours: { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } },
    routing: { sales: { firstContact: '4 workhours', hours: 'work' } },
  }) as unknown as Release

const by = (plans: Release['plans'], at: string) => {
  const found = answerTime(release(plans), 'tender', Date.parse(at))
  return found === null ? null : new Date(found).toISOString()
}

test('two working hours on a Monday morning are two hours', () => {
  expect(by([atOnce], '2026-03-02T07:00:00Z')).toBe('2026-03-02T09:00:00.000Z')
})

test('on a Friday evening they end on Monday morning', () => {
  expect(by([atOnce], '2026-03-06T14:30:00Z')).toBe('2026-03-09T07:30:00.000Z')
})

test('nothing is promised where nobody answers at once', () => {
  expect(by([later], '2026-03-02T07:00:00Z')).toBeNull()
  expect(by([], '2026-03-02T07:00:00Z')).toBeNull()
})
