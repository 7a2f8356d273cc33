import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { startPosition } from '../../../core/advance/position.ts'
import {
  branch,
  did,
  end,
  enrol,
  entry,
  handOff,
  headOf,
  on,
  otherwise,
  owner,
  type Options,
  record,
  ref,
  send,
  sequence,
  set,
  split,
  type Step,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'
import { aView, at, begin, doings, keyOf, moved, sent, start } from './given.ts'

const plan = (steps: Step[], options: Partial<Options> = {}) =>
  compile(sequence('s', { topic: 'know-how', ...options }, steps))
const stage = ref<string>('lead.stage')

describe('send', () => {
  test('to the lead, in the name of the owner, with its stable key', () => {
    const turn = begin(plan([send('a', { expires: '5 days' })], { from: owner() }))
    expect(turn.effects).toEqual([
      {
        do: 'send',
        key: keyOf('send:a'),
        step: 'send:a',
        visit: 1,
        template: 'a',
        to: null,
        from: 'petrov',
        expiresAt: at('2026-12-06 10:00'),
      },
    ])
  })

  test('to the head of the owner', () => {
    expect(begin(plan([send('alert', { to: headOf(owner()) })])).effects).toMatchObject([{ to: 'ivanova' }])
  })

  test('with nobody there it is left out with a line, and never goes to the lead', () => {
    const turn = begin(plan([send('alert', { to: owner() })]), aView({ lead: { owner: null } }))
    expect(turn.effects).toEqual([])
    expect(turn.decisions).toMatchObject([{ what: 'skipped', values: { why: 'nobody to send it to' } }])
  })

  test('a seller who is not active any more gets nothing', () => {
    expect(begin(plan([send('alert', { to: owner() })]), aView({ sellers: {} })).effects).toEqual([])
  })
})

describe('branch', () => {
  const tree = plan([
    branch(
      when(stage.is('client'), [send('client')]),
      when(stage.known(), [send('known')]),
      otherwise([send('other')]),
    ),
    when(stage.is('client'), [send('bare')]),
  ])

  test.each([
    ['client', ['client', 'bare']],
    ['gone', ['known']],
    [undefined, ['other']],
  ])('the first arm that holds: %s', (value, templates) => {
    expect(sent(begin(tree, aView({ values: { 'lead.stage': value } })))).toEqual(templates)
  })

  test('the line says on which values', () => {
    expect(begin(tree, aView({ values: { 'lead.stage': 'gone' } })).decisions[0]).toMatchObject({
      what: 'took',
      path: 's › 1',
      values: { arm: '2', 'lead.stage': 'gone' },
    })
  })
})

describe('split', () => {
  const tree = plan([split('opening', { stock: [send('stock')], care: [send('care')], none: [] })])
  const armOf = (lead: string) => begin(tree, aView({ lead: { id: lead } })).position.arms['opening#1']

  test('a lead takes the same arm always, and leads are spread evenly', () => {
    const arms = Array.from({ length: 3000 }, (_, n) => armOf(`lead ${n}`))
    expect(armOf('lead 7')).toBe(arms[7])
    for (const arm of ['stock', 'care', 'none']) {
      expect(arms.filter((one) => one === arm).length).toBeGreaterThan(900)
    }
  })

  test('the recorded arm wins', () => {
    const other = armOf('L') === 'care' ? 'stock' : 'care'
    const position = { ...startPosition(), arms: { 'opening#1': other } }
    expect(sent(advance(tree, position, aView()))).toEqual([other])
  })
})

describe('task and handOff', () => {
  test('a task is due in the working days of whoever does it', () => {
    // Tuesday 20:00 in Vladivostok; two working days later is Thursday.
    expect(begin(plan([task('call', { to: owner(), due: '2 workdays', note: 'Say when' })])).effects).toEqual(
      [
        {
          do: 'task',
          step: 'call',
          visit: 1,
          to: 'petrov',
          dueAt: at('2026-12-03 10:00'),
          note: 'Say when',
          per: 'lead',
        },
      ],
    )
    const hours = begin(plan([task('call', { to: owner(), due: '2 workhours' })])).effects
    // 20:00 is past the working day there: 09:00 + 2 hours on Wednesday is 01:00 UTC.
    expect(hours).toMatchObject([{ dueAt: at('2026-12-02 01:00') }])
  })

  test('a hand-off goes to whom the entering fact names', () => {
    const tree = plan([handOff('back', { to: entry('by'), firstContact: '4 workhours' })])
    expect(begin(tree, aView({ journey: { entry: { by: 'ivanova' } } })).effects).toEqual([
      {
        do: 'handOff',
        step: 'handOff:back',
        visit: 1,
        route: 'back',
        to: 'ivanova',
        firstContact: '4 workhours',
      },
    ])
    expect(begin(tree).effects).toMatchObject([{ to: null }])
  })
})

describe('set, record, enrol, end', () => {
  test('what a turn sets and records, its later steps see', () => {
    const turn = begin(
      plan([
        set(stage, 'client'),
        when(stage.is('client'), [send('seen')]),
        record('deal.won', { deal: 'D1', value: entry('value') as never }),
        when(did('deal.won'), [enrol('other')]),
      ]),
      aView({ journey: { entry: { value: 5 } } }),
    )
    expect(doings(turn)).toEqual(['set', 'send', 'record', 'enrol'])
    expect(turn.effects[2]).toMatchObject({ props: { deal: 'D1', value: 5 } })
  })

  test('a property that nobody knows is left out', () => {
    const tree = plan([record('warming.started', { by: owner() })])
    expect(begin(tree, aView({ lead: { owner: null } })).effects).toMatchObject([{ props: {} }])
  })

  test('end ends here, with its reason', () => {
    const turn = begin(
      plan([when(stage.is('gone'), [end('has left')]), send('a')]),
      aView({ values: { 'lead.stage': 'gone' } }),
    )
    expect([turn.outcome, turn.effects]).toEqual([{ by: 'end', reason: 'has left' }, []])
  })
})

test('more than 500 steps without a wait are cut in two turns, and none is lost', () => {
  const tree = plan(Array.from({ length: 700 }, (_, n) => task(`t${n}`, { to: owner(), due: '1 day' })))
  const first = begin(tree)
  expect([first.outcome, first.wakeAt, first.effects.length]).toEqual([null, start, 500])
  const second = moved(advance(tree, first.position, aView()))
  expect([second.outcome?.by, second.effects.length]).toEqual(['finished', 200])
})

test('the position is a step id, so that it survives JSON and a plan with the same hash', () => {
  const tree = plan([wait('3 days'), send('a')], { enter: on(submitted('document')) })
  const position = JSON.parse(JSON.stringify(begin(tree).position))
  expect(position.at).toBe('wait:3 days')
  const stored = JSON.parse(JSON.stringify(tree))
  expect(sent(advance(stored, position, aView({ now: at('2026-12-04 10:00') })))).toEqual(['a'])
})
