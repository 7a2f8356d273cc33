import { expect, expectTypeOf, test } from 'vitest'
import {
  atLeast,
  becomes,
  did,
  enrol,
  type Facts,
  handOff,
  heat,
  type NameOf,
  on,
  record,
  ref,
  send,
  sequence,
  set,
  submitted,
  wait,
} from 'kindling'
import * as door from 'kindling'
import * as inside from '../../../core/language/index.ts'

const account = { stage: ref<'client' | 'at risk'>('account.stage') }
const interest = ref<('presses' | 'saws')[]>('lead.interest')
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

test('mistakes are refused where they are written', () => {
  // @ts-expect-error no such fact
  did('deal_delivered')
  // @ts-expect-error no such property of the fact
  did('event.attended', { where: { minute: atLeast(40) } })
  // @ts-expect-error no such length of time
  wait('3 dayz')
  // @ts-expect-error no such weekday
  wait('tues 10:00')
  // @ts-expect-error not a date
  wait(account.stage)
  // @ts-expect-error not a value of this field
  set(account.stage, 'angry')
  // @ts-expect-error not a value of this field
  account.stage.is('angry')
  // @ts-expect-error not an item of this list
  interest.has('drills')
  // @ts-expect-error no such form
  submitted('tendr')
  // @ts-expect-error no such route
  handOff('tender')
  // @ts-expect-error a condition starts nothing: what becomes true does
  on(heat.atLeast(70))
  // @ts-expect-error no such thing
  on(submitted('tender'), { per: 'enquiri' })
  // @ts-expect-error no such property of the fact
  record('warming.started', { byy: 'x' })
  // @ts-expect-error a topic must be said
  sequence('s', {}, [])
  // @ts-expect-error a number of points
  becomes(heat.atLeast('70'))
  expect(true).toBe(true)
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
