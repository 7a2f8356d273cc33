import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  branch,
  did,
  fact,
  on,
  otherwise,
  owner,
  send,
  type Step,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { diffPlan, diffPlans } from '../../../core/readers/diff.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf, plans } from './given.ts'

const en = speechIn('en')
const won = did('deal.won' as never)
const lost = did('deal.lost' as never)

const changes = (before: Step[], after: Step[]) =>
  diffPlan(planOf(before), planOf(after), en).changes.map(({ what, from, to, words, was }) =>
    [what, from?.slice(7), to?.slice(7), was === null ? words : `${was} → ${words}`]
      .filter(Boolean)
      .join(' | '),
  )

describe('the difference of two versions', () => {
  it('names what was added and removed, with all inside', () => {
    expect(changes([send('a')], [send('a'), wait('1 day', { until: won, else: [send('b')] })])).toEqual([
      'added | 2 | 1 day',
      'added | 2.else.1 | b',
    ])
    expect(changes([send('a'), send('b')], [send('b')])).toEqual(['removed | 1 | a'])
  })

  it('sees a changed time as a change, and what is inside as the same', () => {
    expect(
      changes(
        [wait('3 days', { until: won, else: [send('b')] })],
        [wait('5 days', { until: won, else: [send('b')] })],
      ),
    ).toEqual(['changed | 1 | 1 | 3 days → 5 days'])
  })

  it('sees a changed task and a changed mail', () => {
    const call = (due: '1 day' | '2 days') => task('call', { to: owner(), due })
    expect(changes([call('1 day')], [call('2 days')])).toEqual([
      'changed | 1 | 1 | call; the owner, within 1 day → call; the owner, within 2 days',
    ])
    expect(changes([send('a'), wait('1 day'), send('b')], [send('a'), wait('1 day'), send('c')])).toEqual([
      'changed | 3 | 3 | b → c',
    ])
  })

  it('sees what was moved, also into another step', () => {
    expect(
      changes(
        [send('a'), wait('1 day'), task('t', { to: owner(), due: '1 day' })],
        [task('t', { to: owner(), due: '1 day' }), send('a'), wait('1 day')],
      ),
    ).toEqual(['moved | 3 | 1 | t; the owner, within 1 day'])
    expect(changes([send('a')], [when(won, [send('a')])])).toEqual([
      'moved | 1 | 1.1 | a',
      'added | 1 | a deal has been won',
    ])
  })

  it('knows an arm by its condition', () => {
    const before = [branch(when(won, [send('a')]), otherwise([send('z')]))]
    const after = [branch(when(lost, [send('b')]), when(won, [send('a')]), otherwise([send('z')]))]
    expect(changes(before, after)).toEqual([
      'changed | 1 | 1 | a deal has been won / otherwise → a deal has been lost / a deal has been won / otherwise',
      'added | 1.1.1 | b',
    ])
  })

  it('tells of entry, goal, stops and options', () => {
    const before = planOf([], { enter: on(fact('deal.won' as never)), priority: 5, stop: [when(won)] })
    const after = planOf([], {
      enter: on(fact('deal.lost' as never)),
      priority: 8,
      goal: when(lost),
      stop: [when(won), when(lost, [send('x')])],
    })
    expect(diffPlan(before, after, en).changes).toMatchObject([
      {
        what: 'changed',
        to: 'plan › enter',
        was: 'a deal has been won; only once',
        words: 'a deal has been lost; only once',
      },
      { what: 'added', to: 'plan › goal', words: 'a deal has been lost' },
      { what: 'changed', to: 'plan › priority', was: '“5”', words: '“8”' },
      { what: 'added', from: null, to: 'plan › stop.2', words: 'a deal has been lost' },
      { what: 'added', to: 'plan › stop.2.1', words: 'x' },
    ])
  })

  it('lists new and gone sequences, and leaves out what is the same', () => {
    const [a, b] = [planOf([send('a')]), { ...planOf([send('b')]), sequence: 'other' }]
    expect(diffPlans([a], [a, b], en)).toMatchObject([{ sequence: 'other', what: 'added' }])
    expect(diffPlans([a, b], [a], en)).toMatchObject([{ sequence: 'other', what: 'removed' }])
  })

  it('says that running journeys keep theirs', () => {
    expect(diffPlan(planOf([]), planOf([send('a')]), speechIn('ru')).running).toMatch(
      /по той версии, с которой начали/,
    )
  })

  it('is nothing between a plan and itself, and the same both ways round', () => {
    fc.assert(
      fc.property(plans, plans, (one, other) => {
        expect(diffPlan(one, one, en).what).toBe('same')
        const count = (of: 'added' | 'removed', [a, b] = [one, other]) =>
          diffPlan(a, b, en).changes.filter((change) => change.what === of).length
        const words = JSON.stringify(diffPlan(one, other, en))
        expect(words).not.toMatch(/undefined/)
        expect(count('added') === 0 && count('removed') === 0).toBe(
          count('added', [other, one]) === 0 && count('removed', [other, one]) === 0,
        )
      }),
      { numRuns: 60 },
    )
  })
})
