import { expect, test } from 'vitest'
import { dateOf, journeyKey } from '../../../core/advance/date-trigger.ts'
import {
  before,
  did,
  entry,
  on,
  ref,
  send,
  submitted,
  wait,
  when,
  yearly,
} from '../../../core/language/index.ts'
import { at } from '../advance/given.ts'
import { plan, says, story } from './playing.ts'

const endsAt = ref<Date>('contract.endsAt')
const UTC = { zone: 'UTC', country: null }
const sixty = { date: { ref: 'contract.endsAt' }, offset: '60 days', side: 'before' } as const
const everyYear = { date: { ref: 'lead.birthday' }, side: 'yearly' } as const

test('rule 2: two enquiries are two journeys at once, and a fact ends its own', () => {
  const tender = plan([wait('1 month'), send('late')], {
    enter: on(submitted('tender'), { per: 'enquiry' }),
    goal: when(did('deal.won')),
  })
  const script = [
    says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E1' }),
    says('2026-12-02 10:00', 'form.submitted', { form: 'tender', enquiry: 'E2' }),
    says('2026-12-03 10:00', 'deal.won', { deal: 'D', enquiry: 'E1' }),
  ]
  expect(story({ plans: [tender], script })).toEqual([
    '26-12-01 10:00 s: entered enquiry:E1',
    '26-12-02 10:00 s: entered enquiry:E2',
    '26-12-03 10:00 s: goal',
    '26-12-03 10:00 s: ended goal',
    '27-01-02 10:00 s: sent late',
    '27-01-02 10:00 s: ended finished',
  ])
})

test('rule 2: a date enters once for each thing and date, so that next year comes again', () => {
  const renewal = plan([send('a')], {
    enter: on(before(endsAt, '60 days'), { per: 'contract', who: ref<string>('contract.contact') }),
  })
  const signed = (when: string, endsAt: string) =>
    says(when, 'contract.signed', { contract: 'C1', endsAt, contact: 'lead' })
  const script = [
    signed('2026-06-01 10:00', '2027-03-01'),
    signed('2027-01-15 10:00', '2027-03-01'),
    signed('2027-02-20 10:00', '2028-03-01'),
  ]
  expect(story({ plans: [renewal], script }).filter((line) => line.includes('entered'))).toEqual([
    '26-12-31 00:00 s: entered contract:C1',
    '28-01-01 00:00 s: entered contract:C1',
  ])
})

test('rule 2: a date that is known late still rings, one that is past does not', () => {
  const now = at('2027-02-01 10:00')
  expect(dateOf(sixty, '2027-03-01', UTC, now)).toEqual({ at: now, date: '2027-03-01' })
  expect(dateOf(sixty, '2027-01-01', UTC, now)).toBeNull()
  expect(dateOf({ ...sixty, side: 'after' }, '2026-11-01', UTC, now)).toBeNull()
  expect(dateOf({ ...sixty, side: 'after' }, '2026-12-15', UTC, now)?.at).toBe(at('2027-02-13 00:00'))
})

test('rule 2: every year on its day, 29 February on the 28th in other years', () => {
  const ring = (now: string) => dateOf(everyYear, '2024-02-29', UTC, at(now))
  expect(ring('2026-12-01 10:00')).toEqual({ at: at('2027-02-28 00:00'), date: '2027-02-28' })
  expect(ring('2027-02-28 00:00')?.date).toBe('2027-02-28')
  expect(ring('2027-02-28 00:01')?.date).toBe('2028-02-29')
  expect(ring('2028-02-29 00:01')?.date).toBe('2029-02-28')
})

test('rule 2: yearly enters each year anew', () => {
  const birthday = plan([send('a')], { enter: on(yearly(ref<Date>('lead.birthday'))) })
  const lead = { values: { 'lead.birthday': '2000-02-29' } }
  const script = [says('2026-12-01 10:00', 'page.viewed')]
  const lines = story({ plans: [birthday], lead, script, until: '2029-01-01 00:00' })
  expect(lines.filter((line) => line.includes('entered'))).toEqual([
    '27-02-28 00:00 s: entered',
    '28-02-29 00:00 s: entered',
  ])
})

test('rule 2: what is no date never rings, and a zone that was abolished is UTC', () => {
  const now = at('2026-12-01 10:00')
  for (const value of [undefined, null, '', 'soon', {}, Number.NaN, 1e300])
    expect(dateOf(everyYear, value, UTC, now)).toBeNull()
  const abolished = { zone: 'Europe/Atlantis', country: null }
  expect(dateOf(sixty, '2027-03-01', abolished, now)?.at).toBe(at('2026-12-31 00:00'))
})

test('rule 2: the key of a journey is its thing, with the date that rang', () => {
  expect(journeyKey(null, null)).toBe('')
  expect(journeyKey('contract:C1', null)).toBe('contract:C1')
  expect(journeyKey('contract:C1', '2027-03-01')).toBe('contract:C1@2027-03-01')
  expect(entry('by').ref).toBe('entry.by')
})
