import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  all,
  around,
  becomes,
  before,
  branch,
  did,
  end,
  heat,
  next,
  not,
  on,
  otherwise,
  ref,
  repeat,
  send,
  split,
  type Step,
  set,
  wait,
  when,
} from '../../../core/language/index.ts'
import { spotsOf } from '../../../core/plan/walk.ts'
import { type Paths, pathsOf } from '../../../core/readers/paths.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf, plans } from './given.ts'

const en = speechIn('en')
const won = did('deal.won' as never)
const lost = did('deal.lost' as never)
const stage = ref<string>('lead.stage')
const deadline = ref<Date>('enquiry.deadline')

const mails = ({ paths }: Paths) =>
  paths.map(({ events }) =>
    events.flatMap(({ mail, day }) => (mail ? [`${day?.from}–${day?.to} ${mail}`] : [])),
  )
const of = (...steps: Step[]) => pathsOf(planOf(steps), en)

describe('routes', () => {
  it('counts days from entry, as ranges where a wait may be over sooner', () => {
    const paths = of(
      send('a'),
      wait('3 days', { until: won, else: [send('late')] }),
      wait('1 day'),
      send('b'),
    )
    expect(mails(paths)).toEqual([
      ['0–0 a', '1–4 b'],
      ['0–0 a', '3–3 late', '4–4 b'],
    ])
    expect(paths.paths.map((path) => path.must)).toEqual([
      [{ path: 'plan › 2', words: 'a deal has been won', day: { from: 0, to: 3 } }],
      [{ path: 'plan › 2', words: 'no deal has been won', day: { from: 3, to: 3 } }],
    ])
  })

  it('takes each arm of a branch and none, each arm of a split', () => {
    const arms = of(branch(when(won, [send('a')]), when(lost, [send('b')])))
    expect(mails(arms)).toEqual([['0–0 a'], ['0–0 b'], []])
    expect(mails(of(branch(when(won, [send('a')]), otherwise([send('b')]))))).toEqual([['0–0 a'], ['0–0 b']])
    expect(mails(of(split('try', { x: [send('a')], nothing: [] })))).toEqual([[], ['0–0 a']])
  })

  it('leaves out what contradicts itself', () => {
    const twice = of(
      when(stage.is('client'), [send('a')]),
      wait('1 day'),
      when(stage.is('client'), [send('b')]),
    )
    expect(mails(twice)).toEqual([['0–0 a', '1–1 b'], []])
    const stays = of(when(won, [send('a')]), wait('1 day'), when(won, [send('b')]))
    expect(mails(stays)).toEqual([['0–0 a', '1–1 b'], ['1–1 b'], []])
    const inner = of(when(all(won, not(lost)), [when(lost, [send('never')])]))
    expect(inner.unreachable).toEqual([{ path: 'plan › 1.1.1', mail: 'never' }])
    const written = of(when(stage.is('a'), [set(stage, 'b'), when(stage.is('a'), [send('x')])]))
    expect(mails(written)).toContainEqual(['0–0 x'])
  })

  it('counts around a date, and asks until each time', () => {
    const paths = of(
      around(
        deadline,
        { '-3 days': [send('a')], '+1 day': [send('b')] },
        { until: won, then: [send('won')] },
      ),
    )
    expect(mails(paths)).toEqual([['0–7 won'], ['7–7 a', '7–11 won'], ['7–7 a', '11–11 b']])
    expect(paths.dates).toEqual({ 'enquiry.deadline': Date.parse('2026-03-12T10:00Z') })
    expect(
      mails(of(around(deadline.or('2 days'), { '-3 days': [send('late')], '-1 day': [send('b')] }))),
    ).toEqual([['1–1 b']])
    const first = of(
      around(deadline.or('2 days'), { '-3 days': [send('late')], '-1 day': [send('b')] }, { late: 'first' }),
    )
    expect(mails(first)).toEqual([['0–0 late', '1–1 b']])
  })

  it('knows that of two waits for a working day the one that begins first may end last', () => {
    // On Saturday at ten at the earliest, on Sunday at one at the latest.
    const weekend = [wait('5 days'), wait('15 hours', { until: won, then: [send('won')] })]
    expect(mails(of(...weekend, wait('1 workday'), send('a')))).toEqual([
      ['5–5.6 won', '6.6–7 a'],
      ['6.6–6.6 a'],
    ])
  })

  it('takes the date of the trigger', () => {
    const plan = planOf([around(deadline, { '-30 days': [send('a')] })], {
      enter: on(before(deadline, '60 days')),
    })
    expect(mails(pathsOf(plan, en))).toEqual([['30–30 a']])
  })

  it('runs a repeat once and says how often', () => {
    const { paths } = of(repeat({ every: '1 month', times: 6 }, [send(next('know-how'))]), send('after'))
    expect(paths[0]?.events.map(({ mail, times, every, day }) => [mail, times, every, day?.from])).toEqual([
      ['next(know-how)', 6, '1 month', 0],
      ['after', 1, null, 153],
    ])
  })

  it('ends where the plan ends', () => {
    const paths = of(wait('1 day', { until: won, then: [end('enough')] }), send('b'))
    expect(paths.paths.map((path) => [path.ends, path.events.at(-1)?.words])).toEqual([
      ['end', 'enough'],
      ['over', 'b'],
    ])
  })

  it('shows goal and stops as routes of their own, at any time', () => {
    const plan = planOf([send('a')], {
      goal: when(becomes(heat.atLeast(70)), [send('hot')]),
      stop: [when(won), when(lost, [send('bye')])],
    })
    const { paths } = pathsOf(plan, en)
    expect(paths.map((path) => path.ends)).toEqual(['over', 'goal', 'stop', 'stop'])
    expect(paths[1]).toMatchObject({ day: null, events: [{ mail: 'hot', day: null }] })
  })

  it('gives a lead and a script that go this way', () => {
    const plan = planOf(
      [
        branch(when(stage.is('client'), [send('a')])),
        wait('2 days', { until: did('deal.won' as never, { where: { value: 5 } as never }) }),
      ],
      { enter: on({ fact: 'form.submitted', where: { form: 'x' } }, { per: 'enquiry' }) },
    )
    const [path] = pathsOf(plan, en).paths
    const entered = Date.parse('2026-03-02T10:00Z')
    expect(path?.sample).toEqual({
      values: { 'lead.stage': 'client' },
      script: [
        { at: entered, type: 'form.submitted', props: { form: 'x', enquiry: 'sample' } },
        { at: entered + 86_400_000, type: 'deal.won', props: { enquiry: 'sample', value: 5 } },
      ],
      also: [],
    })
  })

  it('cuts what is too much, and still shows every mail', () => {
    const steps = Array.from({ length: 12 }, (_, n) => split(`s${n}`, { a: [], b: [send(`b${n}`)] }))
    const paths = pathsOf(planOf(steps), en, { most: 5 })
    expect(paths.cut).toBe(true)
    expect(new Set(paths.paths.flatMap(({ events }) => events.map((event) => event.mail))).size).toBe(12)
    expect(paths.paths.length).toBeLessThan(20)
  })

  it('says which mail stands behind an end', () => {
    expect(of(end('enough'), send('never')).unreachable).toEqual([{ path: 'plan › 2', mail: 'never' }])
  })

  it('ends for every plan, with each of its mails on a route or named', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const paths = pathsOf(plan, en, { most: 8 })
        const shown = new Set(paths.paths.flatMap(({ events }) => events.map((event) => event.path)))
        const named = new Set([...paths.unreachable, ...paths.unsettled].map((one) => one.path))
        for (const { step, path } of spotsOf(plan)) {
          if (step.step === 'send')
            expect([shown.has(path), named.has(path)].filter(Boolean), path).toHaveLength(1)
        }
        for (const { day, events } of paths.paths)
          for (const event of events) {
            expect(event.words).not.toMatch(/undefined|null/)
            if (!event.day || !day) continue
            expect(event.day.from).toBeLessThanOrEqual(event.day.to)
            expect(event.day.from).toBeLessThanOrEqual(day.from)
          }
      }),
      { numRuns: 80 },
    )
  })
})
