import { expect, test } from 'vitest'
import { fact, on, owner, people, task } from '../../../core/language/index.ts'
import { any, plan, says, story } from './playing.ts'

const sequence = (per: 'lead' | 'account') =>
  plan([task('call-the-company', { to: owner(), due: '3 workdays', per })], {
    enter: on(fact(any('company.changed')), { who: people({ role: ['user'] }), again: 'always' }),
  })
const user = { owner: 'petrov', values: { 'lead.role': 'user' } }
const changed = (when: string) => says(when, 'company.changed')
const shared = (per: 'lead' | 'account', ...more: ReturnType<typeof says>[]) =>
  story({
    plans: [sequence(per)],
    lead: { id: 'a', ...user },
    colleagues: [{ id: 'b', ...user }],
    script: [changed('2026-12-01 10:00'), ...more],
  }).filter((line) => line.includes('shared'))

test('rule 16: one open task for the company; the second is joined to it', () => {
  expect(shared('account')).toEqual(['26-12-01 10:00 b s: shared call-the-company'])
  expect(shared('lead')).toEqual([])
})

test('rule 16: once it is done the next is a new one', () => {
  const done = says('2026-12-02 10:00', 'step.done', { step: 'call-the-company' }, 'a')
  expect(shared('account', done, changed('2026-12-03 10:00'))).toHaveLength(2)
})
