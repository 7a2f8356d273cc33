import { describe, expect, test } from 'vitest'
import { evaluate } from '../../../core/advance/evaluate.ts'
import { nextChange } from '../../../core/advance/next-change.ts'
import { needs } from '../../../core/advance/needs.ts'
import type { Colleague } from '../../../core/advance/view.ts'
import {
  anyone,
  did,
  end,
  fact,
  heat,
  mainContact,
  on,
  people,
  ref,
  wait,
  when,
} from '../../../core/language/index.ts'
import { aFact, aView, begin, start } from '../advance/given.ts'
import { any, DAY, plan, says, story } from './playing.ts'

const role = ref<string>('lead.role')
const colleague = (over: Partial<Colleague> = {}): Colleague => ({
  id: 'vera',
  zone: 'UTC',
  country: null,
  fit: 0,
  score: {},
  values: { 'lead.role': 'decider' },
  facts: [],
  ...over,
})

describe('rule 3: anyone holds for some person of the company', () => {
  const asked = anyone(did(any('call.requested')))

  test('this one included, a colleague too, and nobody else', () => {
    const own = aView({ facts: [aFact('call.requested', start)], colleagues: [colleague()] })
    const hers = aView({
      colleagues: [colleague({ facts: [aFact('call.requested', start, {}, { lead: 'vera' })] })],
    })
    expect([own, hers, aView({ colleagues: [colleague()] })].map((view) => evaluate(asked, view))).toEqual([
      true,
      true,
      false,
    ])
  })

  test('since entry of this journey', () => {
    const facts = [aFact('call.requested', start - 1, {}, { lead: 'vera' })]
    expect(evaluate(asked, aView({ colleagues: [colleague({ facts })] }))).toBe(false)
  })

  test('fields and heat are the colleague’s, and all must hold of one and the same', () => {
    const score = { mail: { value: 80, fixed: 0, at: start } }
    const view = aView({ values: { 'lead.role': 'user' }, colleagues: [colleague({ score })] })
    expect(evaluate(anyone({ all: [role.is('decider'), heat.atLeast(70)] }), view)).toBe(true)
    expect(evaluate(anyone({ all: [role.is('user'), heat.atLeast(70)] }), view)).toBe(false)
  })

  test('what only this lead is known for says nothing of a colleague', () => {
    const view = aView({
      values: { 'lead.role': 'decider' },
      colleagues: [colleague({ values: {}, facts: [aFact('call.requested', start, {}, { lead: 'vera' })] })],
    })
    expect(evaluate(anyone({ all: [role.is('decider'), did(any('call.requested'))] }), view)).toBe(false)
  })

  test('the row of this lead among the colleagues is not another person', () => {
    const stale = colleague({ id: 'L', values: { 'lead.role': 'decider' } })
    const view = aView({ values: { 'lead.role': 'user' }, colleagues: [stale] })
    expect(evaluate(anyone(role.is('decider')), view)).toBe(false)
  })

  test('facts of the company count for everybody there', () => {
    const about = { 'order.placed': 'account' } as const
    const facts = [aFact('order.placed', start, {}, { lead: 'L', account: 'A' })]
    const view = aView({ about, facts, colleagues: [colleague()] })
    expect(evaluate(anyone({ all: [role.is('decider'), did('order.placed')] }), view)).toBe(true)
  })

  test('a journey hears what colleagues do through the company', () => {
    const tree = plan([wait('1 month')], { stop: [when(anyone(did(any('call.requested'))), [end('asked')])] })
    expect(begin(tree).listen).toEqual(
      expect.arrayContaining([
        { subject: 'lead', type: 'call.requested' },
        { subject: 'account', type: 'call.requested' },
      ]),
    )
    expect(needs(tree).colleagues).toEqual({
      facts: [{ type: 'call.requested', since: 'entry' }],
      values: [],
    })
    expect(needs(plan([], { stop: [when(did('deal.won'))] })).colleagues).toBeNull()
  })

  test('a colleague who cools is an instant to look again', () => {
    const score = { mail: { value: 140, fixed: 0, at: start } }
    const cools = nextChange(anyone(heat.atLeast(70)), aView({ colleagues: [colleague({ score })] })) ?? 0
    expect(Math.abs(cools - (start + 30 * DAY))).toBeLessThan(DAY / 24)
  })
})

describe('rule 3: a fact of the company enters whom who names', () => {
  const changed = says('2026-12-01 10:00', 'company.changed', { kind: 'new management' })
  const company = {
    lead: { id: 'anna', values: { 'lead.role': 'decider' } },
    colleagues: [
      { id: 'ulf', values: { 'lead.role': 'user' } },
      { id: 'ina', values: { 'lead.role': 'influencer' } },
      { id: 'olga' },
    ],
  }

  test('by role; whoever has none is not entered, and that is said', () => {
    const committee = plan([], {
      enter: on(fact(any('company.changed')), { who: people({ role: ['decider', 'user'] }) }),
    })
    expect(
      story({ plans: [committee], ...company, script: [changed] }).filter((line) => line.includes('entered')),
    ).toEqual([
      '26-12-01 10:00 olga s: not entered role unknown',
      '26-12-01 10:00 anna s: entered',
      '26-12-01 10:00 ulf s: entered',
    ])
  })

  test('the main contact', () => {
    const one = plan([], { enter: on(fact(any('company.changed')), { who: mainContact() }) })
    const entered = story({ plans: [one], ...company, mainContact: 'ulf', script: [changed] })
    expect(entered[0]).toBe('26-12-01 10:00 ulf s: entered')
    expect(entered.filter((line) => line.includes('entered'))).toHaveLength(1)
  })

  test('nobody, and the story says so', () => {
    const nobody = plan([], { enter: on(fact(any('company.changed'))) })
    expect(story({ plans: [nobody], ...company, script: [changed] })).toEqual([
      '26-12-01 10:00 s: not entered nobody to enter',
    ])
  })
})
