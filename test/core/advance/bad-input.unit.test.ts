import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import {
  anyone,
  did,
  enrol,
  end,
  fact,
  handOff,
  headOf,
  heat,
  on,
  owner,
  people,
  ref,
  send,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { any, DAY, plan, says, story } from '../rules/playing.ts'
import { aView, begin, moved, sent, start } from './given.ts'

const startsAt = ref<Date>('event.startsAt')

describe('dates', () => {
  const tree = plan([wait(startsAt), send('after')])
  const at = (value: unknown, now: number) => aView({ now, values: { 'event.startsAt': value } })
  const first = begin(tree, at('2026-12-15T12:00:00Z', start))

  test('one that moves into the past while it is waited for is over', () => {
    expect(sent(advance(tree, first.position, at('2026-11-01', start + DAY)))).toEqual(['after'])
  })

  test('one whose thing is deleted stands as it was', () => {
    const turn = advance(tree, first.position, aView({ now: start + DAY }))
    expect([turn.idle, turn.wakeAt]).toEqual([true, first.wakeAt])
  })

  test.each<[string, unknown]>([
    ['no date', 'next week'],
    ['a number past the end of time', 1e300],
    ['an object', { day: 1 }],
    ['nothing', null],
  ])('that is %s is left out with a line', (_, value) => {
    const turn = begin(tree, at(value, start))
    expect([sent(turn), turn.decisions[0]?.values.why]).toEqual([['after'], 'no date'])
  })

  test('in a zone that a government abolished are read as UTC', () => {
    const view = { ...at('2026-12-15T12:00', start), lead: { ...aView().lead, zone: 'Asia/Nowhere' } }
    expect(begin(tree, view).wakeAt).toBe(Date.parse('2026-12-15T12:00Z'))
    expect(begin(plan([wait('tue 10:00')]), view).wakeAt).toBe(Date.parse('2026-12-08T10:00Z'))
  })
})

describe('people', () => {
  const alerts = plan([
    send('alert', { to: headOf(owner()) }),
    task('call', { to: owner(), due: '1 workday' }),
    handOff('sales', { to: owner() }),
  ])
  const seller = (id: string, head: string | null) => ({ id, name: id, zone: 'UTC', country: null, head })

  test('an owner who left gets nothing; the task and the hand-off are anybody’s', () => {
    const { effects } = begin(alerts, aView({ lead: { owner: 'gone' } }))
    expect(effects).toMatchObject([
      { do: 'task', to: null },
      { do: 'handOff', to: null },
    ])
  })

  test('the head of nobody is nobody, with a line', () => {
    const turn = begin(alerts, aView({ sellers: { petrov: seller('petrov', null) } }))
    expect(turn.decisions[0]).toMatchObject({ what: 'skipped', values: { why: 'nobody to send it to' } })
    const tree = plan([task('t', { to: headOf(headOf(headOf(owner()))), due: '1 day' })])
    expect(begin(tree).effects).toMatchObject([{ do: 'task', to: null }])
  })

  test('a seller who is his own head is asked once', () => {
    const tree = plan([task('t', { to: headOf(headOf(owner())), due: '1 day' })])
    const sellers = { petrov: seller('petrov', 'petrov') }
    expect(begin(tree, aView({ sellers })).effects).toMatchObject([{ to: 'petrov' }])
  })
})

describe('many at once', () => {
  test('forty things of one lead are forty journeys', () => {
    const tender = plan([wait('1 month')], {
      enter: on(submitted('tender'), { per: 'enquiry' }),
      goal: when(did('deal.won')),
    })
    const script = Array.from({ length: 40 }, (_, n) =>
      says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: `E${n}` }),
    )
    const won = says('2026-12-02 10:00', 'deal.won', { deal: 'D', enquiry: 'E7' })
    const lines = story({ plans: [tender], script: [...script, won], until: '2026-12-03 00:00' })
    expect(lines.filter((line) => line.includes(': entered'))).toHaveLength(40)
    expect(lines.filter((line) => line.includes('ended'))).toHaveLength(1)
  })

  test('a company of 300 people enters by one fact, and one of them ends it for all', () => {
    const committee = plan([wait('1 month')], {
      enter: on(fact(any('company.changed')), { who: people({ role: ['user'] }) }),
      stop: [when(anyone(did('call.requested')), [end('a colleague asked for a call')])],
    })
    const user = (id: string) => ({ id, values: { 'lead.role': 'user' } })
    const colleagues = Array.from({ length: 299 }, (_, n) => user(`colleague ${n}`))
    const script = [
      says('2026-12-01 10:00', 'company.changed'),
      says('2026-12-02 10:00', 'call.requested', {}, 'colleague 7'),
    ]
    const lines = story({ plans: [committee], lead: user('anna'), colleagues, script })
    expect(lines.filter((line) => line.includes(': entered'))).toHaveLength(300)
    expect(lines.filter((line) => line.includes('ended a colleague asked'))).toHaveLength(300)
  })
})

describe('circles and goals', () => {
  test('three sequences that enter each other end where one refuses the lead', () => {
    const to = (name: string, next: string) => plan([enrol(next)], { enter: on(fact('deal.won')) }, name)
    const script = [says('2026-12-01 10:00', 'deal.won')]
    const lines = story({ plans: [to('a', 'b'), to('b', 'c'), to('c', 'a')], script })
    expect(lines.filter((line) => line.includes(': entered')).length).toBe(3)
    expect(lines.filter((line) => line.includes('was in before')).length).toBeGreaterThan(0)
  })

  test('without a trigger to say how often, the play still comes to its end', () => {
    const to = (name: string, next: string) => plan([enrol(next)], {}, name)
    const begin = plan([enrol('a')], { enter: on(fact('deal.won')) }, 'begin')
    const script = [says('2026-12-01 10:00', 'deal.won')]
    expect(story({ plans: [begin, to('a', 'b'), to('b', 'a')], script }).length).toBeLessThan(10_000)
  })

  test('a heat goal for a lead who is hot already is reached at once', () => {
    const tree = plan([send('a')], { goal: when(heat.atLeast(70), [handOff('sales')]) })
    const hot = aView({ lead: { score: { mail: { value: 80, fixed: 0, at: start } } } })
    const turn = moved(begin(tree, hot))
    expect([turn.outcome?.by, sent(turn)]).toEqual(['goal', []])
  })
})
