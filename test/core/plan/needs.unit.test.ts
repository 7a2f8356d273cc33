import { expect, test } from 'vitest'
import { NO_NEEDS, needs, needsOf } from '../../../core/advance/needs.ts'
import {
  did,
  entry,
  handOff,
  heat,
  on,
  owner,
  ref,
  send,
  sequence,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { compile } from '../../../core/plan/compile.ts'

test('a plan needs the facts, values and people that it names, and no others', () => {
  const tree = sequence(
    's',
    {
      topic: 'know-how',
      enter: on(submitted('tender'), { if: did('call.ended', { within: '30 days' }) }),
      goal: when(did('order.placed')),
      stop: [when(ref<string>('lead.stage').is('client'))],
    },
    [
      wait(ref<Date>('enquiry.deadline'), { until: did('page.viewed', { ever: true }) }),
      wait(entry<Date>('notBefore')),
      handOff('sales', { to: ref<string>('account.seller') }),
    ],
  )
  expect(needs(compile(tree, { 'order.placed': { about: 'account' } }))).toEqual({
    ...NO_NEEDS,
    facts: [
      { type: 'order.placed', subject: 'account', since: 'entry' },
      { type: 'page.viewed', subject: 'lead', since: 'ever' },
      { type: 'call.ended', subject: 'lead', since: '30 days' },
      { type: 'email.replied', subject: 'lead', since: 'entry' },
    ],
    people: true,
    values: ['lead.stage', 'enquiry.deadline', 'account.seller'],
  })
})

test('people are needed only where somebody is named', () => {
  const plan = (...steps: Parameters<typeof sequence>[2]) =>
    compile(sequence('s', { topic: 'know-how', reply: 'go on' }, steps))
  expect(needs(plan(send('a')))).toEqual(NO_NEEDS)
  expect(needs(plan(task('t', { to: owner(), due: '1 day' }))).people).toBe(true)
})

test('a condition by itself needs what it asks about', () => {
  expect(needsOf(heat.atLeast(70))).toEqual(NO_NEEDS)
  expect(needsOf(did('page.viewed', { within: '30 days' })).facts).toEqual([
    { type: 'page.viewed', subject: 'lead', since: '30 days' },
  ])
})
