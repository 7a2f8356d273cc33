import { expect, expectTypeOf, test } from 'vitest'
import {
  around,
  audience,
  becomes,
  before,
  did,
  enrol,
  type Facts,
  handOff,
  heat,
  inSegment,
  mainContact,
  type Match,
  type NameOf,
  next,
  on,
  type Options,
  overdue,
  owner,
  record,
  type Ref,
  ref,
  repeat,
  send,
  sequence,
  set,
  submitted,
  task,
  wait,
  yearly,
} from 'kindling'
import * as door from 'kindling'
import * as inside from '../../../core/language/index.ts'

const account = { stage: ref<'client' | 'at risk'>('account.stage') }
const deadline = ref<Date>('enquiry.deadline')

test('what marketing declares by `declare module` is known through the door', () => {
  expectTypeOf<Facts['deal.won']>().toHaveProperty('deal')
  expectTypeOf<NameOf<'form'>>().toEqualTypeOf<'tender' | 'document' | 'newsletter'>()
  // Nobody declares the names of templates, so any is taken, and check has the last word.
  expectTypeOf<NameOf<'template'>>().toEqualTypeOf<string>()
  expect(door.sequence).toBe(inside.sequence)
})

test('facts of the system need no declaration', () => {
  expect(did('email.replied')).toEqual({ did: 'email.replied' })
  expect(record('lead.warmed', { by: 'petrov' })).toMatchObject({ type: 'lead.warmed' })
})

// What a word takes in one place; that a mistake does not fit there is checked by `npm run types`.
type First<F extends (...args: never[]) => unknown> = Parameters<F>[0]
type Second<F extends (...args: never[]) => unknown> = Parameters<F>[1]

test('mistakes are refused where they are written', () => {
  type Stage = 'client' | 'at risk'
  type Interest = ('presses' | 'saws')[]
  expectTypeOf<'deal_delivered'>().not.toExtend<First<typeof did>>()
  expectTypeOf<{ where: { minute: Match } }>().not.toExtend<Second<typeof did<'event.attended'>>>()
  expectTypeOf<'3 dayz'>().not.toExtend<First<typeof wait>>()
  expectTypeOf<'tues 10:00'>().not.toExtend<First<typeof wait>>()
  expectTypeOf<Ref<Stage>>().not.toExtend<First<typeof wait>>()
  expectTypeOf<'angry'>().not.toExtend<Second<typeof set<Stage>>>()
  expectTypeOf<'angry'>().not.toExtend<First<Ref<Stage>['is']>>()
  expectTypeOf<'drills'>().not.toExtend<First<Ref<Interest>['has']>>()
  expectTypeOf<'tendr'>().not.toExtend<First<typeof submitted>>()
  expectTypeOf<'tender'>().not.toExtend<First<typeof handOff>>()
  expectTypeOf<ReturnType<typeof heat.atLeast>>().not.toExtend<First<typeof on>>()
  expectTypeOf<{ per: 'enquiri' }>().not.toExtend<Second<typeof on>>()
  expectTypeOf<{ byy: string }>().not.toExtend<Second<typeof record<'warming.started'>>>()
  expectTypeOf<{ group: string }>().not.toExtend<Second<typeof sequence>>()
  expectTypeOf<'70'>().not.toExtend<First<typeof heat.atLeast>>()
})

test('mistakes in the words for dates, loops, tracks and companies too', () => {
  type Stage = 'client' | 'at risk'
  expectTypeOf<'3 days'>().not.toExtend<keyof Second<typeof around>>()
  expectTypeOf<Ref<Stage>>().not.toExtend<First<typeof around>>()
  expectTypeOf<'last'>().not.toExtend<NonNullable<Parameters<typeof around>[2]>['late']>()
  expectTypeOf<{ every: 'monthly'; times: number }>().not.toExtend<First<typeof repeat>>()
  expectTypeOf<'knowhow'>().not.toExtend<First<typeof next>>()
  expectTypeOf<'reader'>().not.toExtend<First<typeof inSegment>>()
  expectTypeOf<'being-warm'>().not.toExtend<First<typeof audience>>()
  expectTypeOf<'order_placed'>().not.toExtend<First<typeof overdue>>()
  expectTypeOf<{ fallback: '1 day' }>().not.toExtend<Second<typeof overdue>>()
  expectTypeOf<ReturnType<typeof owner>>().not.toExtend<NonNullable<Second<typeof on>>['who']>()
  expectTypeOf<ReturnType<typeof mainContact>>().not.toExtend<Second<typeof task>['to']>()
  expectTypeOf<ReturnType<typeof yearly>>().not.toExtend<First<typeof wait>>()
  expectTypeOf<Ref<Stage>>().not.toExtend<First<typeof before>>()
  expectTypeOf<'wait'>().not.toExtend<Options['reply']>()
})

test('and those words take what is right', () => {
  expectTypeOf<'-3 days' | '+5 workdays'>().toExtend<keyof Second<typeof around>>()
  expectTypeOf<Ref<Date>>().toExtend<First<typeof around>>()
  expectTypeOf<'know-how'>().toExtend<First<typeof next>>()
  expectTypeOf<ReturnType<typeof mainContact> | Ref<string>>().toExtend<
    NonNullable<Second<typeof on>>['who']
  >()
  expectTypeOf<ReturnType<typeof yearly> | ReturnType<typeof before>>().toExtend<First<typeof on>>()
})

test('and what is right fits the same places', () => {
  type Stage = 'client' | 'at risk'
  expectTypeOf<'deal.won'>().toExtend<First<typeof did>>()
  expectTypeOf<{ where: { minutes: Match } }>().toExtend<Second<typeof did<'event.attended'>>>()
  expectTypeOf<'3 days' | 'tue 10:00' | Ref<Date>>().toExtend<First<typeof wait>>()
  expectTypeOf<'at risk'>().toExtend<Second<typeof set<Stage>>>()
  expectTypeOf<'presses'>().toExtend<First<Ref<('presses' | 'saws')[]>['has']>>()
  expectTypeOf<'tenders'>().toExtend<First<typeof handOff>>()
  expectTypeOf<ReturnType<typeof becomes>>().toExtend<First<typeof on>>()
  expectTypeOf<{ per: 'enquiry' }>().toExtend<Second<typeof on>>()
  expectTypeOf<{ by: string }>().toExtend<Second<typeof record<'warming.started'>>>()
})

test('and the right words are taken', () => {
  const tree = sequence('s', { topic: 'know-how', hours: 'work' }, [
    wait('2 workhours'),
    wait('tue 10:00'),
    wait(deadline.or('14 days')),
    send('any/template', { to: ref<string>('deal.contact') }),
    set(account.stage, 'at risk'),
    enrol('any'),
  ])
  expect(tree.steps).toHaveLength(6)
})
