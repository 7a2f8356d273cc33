import { describe, expect, test } from 'vitest'
import {
  after,
  all,
  any,
  before,
  clicked,
  did,
  done,
  entry,
  fact,
  fit,
  handOff,
  headOf,
  heat,
  not,
  on,
  otherwise,
  owner,
  ref,
  send,
  sequence,
  submitted,
  wait,
  when,
} from '../../../core/language/index.ts'

describe('words are plain data', () => {
  test('conditions', () => {
    const stage = ref<string>('lead.stage')
    expect(all(stage.is('a', 'b'), any(stage.has('a'), not(stage.known())))).toEqual({
      all: [
        { field: 'lead.stage', in: ['a', 'b'] },
        { any: [{ field: 'lead.stage', has: 'a' }, { not: { field: 'lead.stage', known: true } }] },
      ],
    })
    expect([heat.atLeast(70), heat.atMost(30), fit.atLeast(10), fit.atMost(5)]).toEqual([
      { score: 'heat', atLeast: 70 },
      { score: 'heat', atMost: 30 },
      { score: 'fit', atLeast: 10 },
      { score: 'fit', atMost: 5 },
    ])
  })

  test('clicked and done ask for facts of this journey', () => {
    expect(clicked()).toEqual({ did: 'email.clicked', where: {} })
    expect(clicked('a', 'https://example.com')).toEqual({
      did: 'email.clicked',
      where: { template: 'a', link: 'https://example.com' },
    })
    expect(done('call', 'agreed')).toEqual({ did: 'step.done', where: { step: 'call', outcome: 'agreed' } })
  })

  test('times of a wait', () => {
    const date = ref<Date>('enquiry.deadline')
    const times = [
      wait('3 days'),
      wait('tue 10:00'),
      wait(date.or('14 days')),
      wait(before(date, '3 days')),
      wait(after(date, '1 day')),
    ]
    expect(
      sequence('s', { topic: 'know-how' }, times).steps.map((step) => ('time' in step ? step.time : null)),
    ).toEqual([
      { duration: '3 days' },
      { weekly: 'tue 10:00' },
      { at: { ref: 'enquiry.deadline', fallback: '14 days' } },
      { at: { ref: 'enquiry.deadline' }, offset: '3 days', side: 'before' },
      { at: { ref: 'enquiry.deadline' }, offset: '1 day', side: 'after' },
    ])
  })

  test('triggers', () => {
    expect(on([submitted('tender'), fact('deal.won')], { per: 'enquiry', again: 'always' })).toEqual({
      on: [{ fact: 'form.submitted', where: { form: 'tender' } }, { fact: 'deal.won' }],
      per: 'enquiry',
      again: 'always',
    })
  })

  test('people and arms', () => {
    expect(headOf(owner())).toEqual({ person: 'head', of: { person: 'owner' } })
    expect(otherwise([])).toEqual(when(all(), []))
  })
})

test('a sequence is frozen plain JSON, whatever it was made of', () => {
  const tree = sequence(
    's',
    { topic: 'know-how', goal: when(did('deal.won'), [handOff('sales', { to: entry('by') })]) },
    [send('a', { to: headOf(owner()) })],
  )
  expect(JSON.parse(JSON.stringify(tree))).toEqual(tree)
  expect(tree.goal?.do).toEqual([{ step: 'handOff', route: 'sales', to: { ref: 'entry.by' } }])
  expect(() => Object.assign(tree.steps, { 0: null })).toThrow(TypeError)
})
