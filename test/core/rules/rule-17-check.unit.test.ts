import { describe, expect, test } from 'vitest'
import {
  around,
  becomes,
  branch,
  did,
  enrol,
  fact,
  mainContact,
  on,
  otherwise,
  overdue,
  owner,
  ref,
  repeat,
  send,
  type Options,
  type Step,
  split,
  wait,
  when,
} from '../../../core/language/index.ts'
import { check } from '../../../core/plan/check.ts'
import { known } from '../plan/known.ts'
import { any, plan } from './playing.ts'

const faults = (steps: Step[], options: Partial<Options> = {}) =>
  check([plan(steps, options)], known).map(({ path, message }) => `${path}: ${message}`)
const second = (path: string) => `${path}: a second mail to the lead with no wait between`
const date = ref<Date>('event.startsAt')
const about = { enter: on(fact('deal.won'), { per: any('event') }) }

describe('rule 17: two mails to the lead with no wait between', () => {
  test('one after the other, out of an arm, into a loop', () => {
    expect(faults([send('a'), send('b')])).toEqual([second('s › 2')])
    expect(faults([branch(when(did('deal.won'), [send('a')]), otherwise([])), send('b')])).toEqual([
      second('s › 2'),
    ])
    expect(faults([send('a'), repeat({ every: '1 day', times: 2 }, [send('b')])])).toEqual([
      second('s › 2.1'),
    ])
    expect(faults([repeat({ every: '1 day', times: 2 }, [send('b')]), send('a')])).toEqual([second('s › 2')])
  })

  test('after the last entry of an around', () => {
    const last = around(date, { '-1 day': [send('a')], '+1 day': [send('b')] })
    expect(faults([last, wait('1 day'), send('a', { id: 'x' })], about)).toEqual([])
    expect(faults([last, send('a', { id: 'x' })], about)).toEqual([second('s › 2')])
    const until = { until: did('deal.won', { within: '1 day' }), else: [send('a', { id: 'y' })] }
    expect(faults([around(date, { '-1 day': [send('b')] }, until)], about)).toEqual([second('s › 1.else.1')])
  })

  test('not with time between, to one of ours, in different arms', () => {
    expect(faults([send('a'), send('b', { to: owner() })])).toEqual([])
    expect(faults([send('a'), repeat({ every: '1 day', times: 2 }, [wait('1 day'), send('b')])])).toEqual([])
    expect(faults([split('x', { one: [send('a')], two: [send('b')] })])).toEqual([])
    const waits = branch(when(did('deal.won'), [wait('1 day')]), otherwise([wait('2 days')]))
    expect(faults([send('a'), waits, send('b')])).toEqual([])
  })
})

describe('rule 17: a wait in the steps of goal or stop', () => {
  const message = 'the steps of goal and stop may not wait'

  test.each<[string, Step]>([
    ['wait', wait('1 day')],
    ['around', around(date, { '+1 day': [enrol('s')] })],
    ['repeat', repeat({ every: '1 day', times: 2 }, [enrol('s')])],
  ])('%s', (_, step) => {
    expect(faults([], { ...about, goal: when(did('deal.won'), [step]) })).toContain(`s › goal.1: ${message}`)
    expect(faults([], { ...about, stop: [when(did('deal.won'), [step])] })).toContain(
      `s › stop.1.1: ${message}`,
    )
  })
})

describe('rule 17: a company fact as trigger without who', () => {
  test('as a fact, as a condition, as a date', () => {
    const entering = (enter: Options['enter']) => faults([], { enter })
    const silent = becomes(overdue('order.placed', { by: 1.5 }))
    expect(entering(on(fact('order.placed')))).toEqual([
      "s › enter: 'order.placed' is about the company: it does not say which person enters",
    ])
    expect(entering(on(silent))).toEqual([
      's › enter: this comes true for the company: it does not say which person enters',
    ])
    expect(entering(on([fact('order.placed'), silent], { who: mainContact() }))).toEqual([])
  })
})
