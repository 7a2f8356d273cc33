import { describe, expect, test } from 'vitest'
import {
  around,
  branch,
  did,
  handOff,
  heat,
  next,
  on,
  otherwise,
  owner,
  ref,
  repeat,
  send,
  sequence,
  split,
  type Step,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import { spotsOf } from '../../../core/plan/walk.ts'
import { any } from '../rules/playing.ts'

const stage = ref<string>('lead.stage')
const plan = (steps: Step[]) => compile(sequence('s', { topic: 'know-how' }, steps))
const places = (steps: Step[]) => spotsOf(plan(steps)).map(({ step, path }) => [path, step.id])

describe('ids of steps', () => {
  test('are made of place, kind and content, and the author’s own go first', () => {
    expect(
      places([
        send('a'),
        send('b', { id: 'mine' }),
        task('call', { to: owner(), due: '1 day' }),
        wait('3 days', { until: did('deal.won'), then: [send('a')], else: [send('a'), wait('3 days')] }),
        branch(when(stage.is('client'), [send('a')]), otherwise([send('a')])),
        when(stage.is('gone'), [send('a')]),
        split('opening', { b: [send('a')], a: [] }),
      ]),
    ).toEqual([
      ['s › 1', 'send:a'],
      ['s › 2', 'mine'],
      ['s › 3', 'call'],
      ['s › 4', 'wait:3 days'],
      ['s › 4.then.1', 'wait:3 days.then/send:a'],
      ['s › 4.else.1', 'wait:3 days.else/send:a'],
      ['s › 4.else.2', 'wait:3 days.else/wait:3 days'],
      ['s › 5', 'branch'],
      ['s › 5.1.1', 'branch.1/send:a'],
      ['s › 5.2.1', 'branch.2/send:a'],
      ['s › 6', 'branch ~2'],
      ['s › 6.1', 'branch ~2/send:a'],
      ['s › 7', 'opening'],
      ['s › 7.b.1', 'opening.b/send:a'],
    ])
  })

  test('are made in loops by distance and by pass', () => {
    const startsAt = ref<Date>('event.startsAt')
    expect(
      places([
        around(
          startsAt,
          { '+1 day': [send('b')], '-3 days': [send('a'), wait('1 hour')] },
          { until: did('deal.won'), then: [send('c')], else: [send('d')] },
        ),
        around(startsAt, { '-3 days': [send('a')] }),
        repeat({ every: '1 month', times: 2 }, [send(next(any('know-how'))), send('a', { to: owner() })]),
      ]),
    ).toEqual([
      ['s › 1', 'around:event.startsAt'],
      ['s › 1.-3 days.1', 'around:event.startsAt.-3 days/send:a'],
      ['s › 1.-3 days.2', 'around:event.startsAt.-3 days/wait:1 hour'],
      ['s › 1.+1 day.1', 'around:event.startsAt.+1 day/send:b'],
      ['s › 1.then.1', 'around:event.startsAt.then/send:c'],
      ['s › 1.else.1', 'around:event.startsAt.else/send:d'],
      ['s › 2', 'around:event.startsAt ~2'],
      ['s › 2.-3 days.1', 'around:event.startsAt ~2.-3 days/send:a'],
      ['s › 3', 'repeat:1 month'],
      ['s › 3.1', 'repeat:1 month/send:next know-how'],
      ['s › 3.2', 'repeat:1 month/send:a'],
    ])
  })

  test('lead back to the loop at the end of its lists, and on from its arms', () => {
    const spots = spotsOf(
      plan([repeat({ every: '1 month', times: 2 }, [wait('1 day'), send('a')]), send('b')]),
    )
    expect(spots.map(({ step, next }) => [step.id, next])).toEqual([
      ['repeat:1 month', 'send:b'],
      ['repeat:1 month/wait:1 day', 'repeat:1 month/send:a'],
      ['repeat:1 month/send:a', 'repeat:1 month'],
      ['send:b', null],
    ])
  })

  test('stay when other steps are put before them', () => {
    const ids = (steps: Step[]) => places(steps).map(([, id]) => id)
    const before = ids([send('a'), wait('3 days'), send('b')])
    expect(ids([send('new'), wait('1 week'), send('a'), wait('3 days'), send('b')]).slice(2)).toEqual(before)
  })

  test('waits that are alike are numbered', () => {
    expect(places([wait('14 days'), send('a'), wait('14 days')]).map(([, id]) => id)).toEqual([
      'wait:14 days',
      'send:a',
      'wait:14 days ~2',
    ])
  })
})

describe('a plan', () => {
  const tree = sequence(
    's',
    {
      enter: on(submitted('tender'), { per: 'enquiry' }),
      goal: when(heat.atLeast(70), [handOff('sales')]),
      topic: 'know-how',
    },
    [wait(ref<Date>('enquiry.deadline').or('14 days')), send('a', { to: ref<string>('deal.contact') })],
  )

  test('has its defaults filled in', () => {
    expect(compile(tree)).toMatchObject({
      format: 1,
      sequence: 's',
      enter: { on: [{ fact: 'form.submitted', where: { form: 'tender' } }], per: 'enquiry', again: 'never' },
      goal: { do: [{ step: 'handOff', id: 'goal/handOff:sales' }] },
      stop: [],
      priority: 5,
      inSales: 'hold',
    })
  })

  test('is plain frozen JSON', () => {
    const plan = compile(tree)
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    expect(plan.steps[0]).toEqual({
      step: 'wait',
      id: 'wait:enquiry.deadline',
      time: { at: { ref: 'enquiry.deadline', fallback: '14 days' } },
    })
    expect(Object.isFrozen(plan.steps[0])).toBe(true)
  })

  test('has the same hash for the same words, whatever the order of keys, and another for others', () => {
    const turned = sequence('s', { topic: 'know-how', goal: tree.goal, enter: tree.enter }, tree.steps)
    expect(compile(turned).hash).toBe(compile(tree).hash)
    expect(compile(tree).hash).toMatch(/^[0-9a-f]{32}$/)
    expect(compile(sequence('s', tree, [wait('1 day')])).hash).not.toBe(compile(tree).hash)
  })

  test('knows whose the facts are that it asks about', () => {
    const tree = sequence(
      's',
      { topic: 'know-how', goal: when(did('order.placed')), stop: [when(did('deal.lost'))] },
      [],
    )
    expect(compile(tree, { 'order.placed': { about: 'account' } }).about).toEqual({
      'deal.lost': 'lead',
      'order.placed': 'account',
    })
  })
})
