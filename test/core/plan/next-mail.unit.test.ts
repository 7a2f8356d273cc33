import { describe, expect, test } from 'vitest'
import {
  around,
  did,
  end,
  heat,
  next,
  ref,
  repeat,
  send,
  sequence,
  type Step,
  task,
  owner,
  wait,
  when,
} from '../../../core/language/index.ts'
import type { Plan } from '../../../core/plan/plan.ts'
import { compile } from '../../../core/plan/compile.ts'
import { nextMail } from '../../../core/plan/next-mail.ts'
import { indexOf } from '../../../core/plan/walk.ts'
import { known } from './known.ts'

const plan = (...steps: Step[]): Plan => compile(sequence('s', { topic: 'know-how' }, steps), known.facts)

/** The id of the first step of a kind. */
const first = (of: Plan, kind: string): string => {
  const found = [...indexOf(of).values()].find(({ step }) => step.step === kind)
  if (!found) throw new Error(`no ${kind}`)
  return found.step.id
}
const after = (of: Plan, kind = 'wait', loops = {}) => nextMail(of, { at: first(of, kind), loops })

describe('the mail after a wait', () => {
  test('is the next one of the list', () => {
    expect(after(plan(wait('3 days'), send('play/try-it')))).toEqual({ template: 'play/try-it' })
  })

  test('is that of else, since the time ran out; then goes on where else ends', () => {
    const of = plan(
      wait('3 days', {
        until: did('page.viewed'),
        then: [send('play/money')],
        else: [task('ask', { to: owner(), due: '1 day' })],
      }),
      send('play/try-it'),
    )
    expect(after(of)).toEqual({ template: 'play/try-it' })
  })

  test('of a track is not known by name', () => {
    expect(after(plan(wait('3 days'), send(next('know-how'))))).toEqual({ track: 'know-how' })
  })

  test('is none before the wait after it, nor behind an end', () => {
    expect(after(plan(wait('3 days'), wait('1 day'), send('play/try-it')))).toBeNull()
    expect(after(plan(wait('3 days'), end()))).toBeNull()
  })

  test('depends, where a condition chooses between ways that differ', () => {
    const of = plan(wait('3 days'), when(heat.atLeast(5), [send('play/money')]), send('play/try-it'))
    expect(after(of)).toEqual({ depends: true })
  })

  test('comes again with each pass of a repeat', () => {
    const of = plan(repeat({ every: '30 days', times: 3 }, [send('play/try-it')]))
    expect(after(of, 'repeat')).toEqual({ template: 'play/try-it' })
    expect(nextMail(of, { at: null })).toEqual({ template: 'play/try-it' })
  })

  test('around a date is that of the first entry that was not', () => {
    const of = plan(
      around(ref('event.date'), { '+1 day': [send('play/money')], '-3 days': [send('play/try-it')] }),
    )
    const id = first(of, 'around')
    expect(after(of, 'around')).toEqual({ template: 'play/try-it' })
    const loops = { [id]: { kind: 'around', date: 0, done: ['-3 days'] } }
    expect(after(of, 'around', loops)).toEqual({ template: 'play/money' })
  })

  test('of a plan that is another by now is not told', () => {
    expect(nextMail(plan(send('play/try-it')), { at: 'no such step' })).toBeNull()
  })
})
