import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  all,
  any,
  anyone,
  atLeast,
  becomes,
  type Condition,
  did,
  done,
  heat,
  inSegment,
  not,
  overdue,
  ref,
  submitted,
} from '../../../core/language/index.ts'
import { conditionWords } from '../../../core/readers/condition-words.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { every, offsetFrom, span, spanOf, times, weekday } from '../../../core/readers/words/time-words.ts'
import { conditions } from '../advance/random.ts'

const en = speechIn('en')
const ru = speechIn('ru')
const stage = ref<string>('lead.stage')
const value = ref<number>('enquiry.value')

describe('times in words', () => {
  it('counts in Russian as people do', () => {
    const days = (n: number) => span(`${n} days`, ru)
    expect([1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 111, 121].map(days)).toEqual([
      '1 день',
      '2 дня',
      '4 дня',
      '5 дней',
      '11 дней',
      '12 дней',
      '14 дней',
      '21 день',
      '22 дня',
      '25 дней',
      '111 дней',
      '121 день',
    ])
    expect([1, 3, 5].map((n) => span(`${n} workdays`, ru))).toEqual([
      '1 рабочий день',
      '3 рабочих дня',
      '5 рабочих дней',
    ])
    expect([1, 2, 5].map((n) => span(`${n} weeks`, ru))).toEqual(['1 неделю', '2 недели', '5 недель'])
    expect([1, 2, 5].map((n) => span(`${n} years`, ru))).toEqual(['1 год', '2 года', '5 лет'])
    expect(span('1.5 months', ru)).toBe('1,5 месяца')
  })

  it('says the genitive where Russian needs it', () => {
    expect([1, 2, 21].map((n) => spanOf(`${n} workhours`, ru))).toEqual([
      '1 рабочего часа',
      '2 рабочих часов',
      '21 рабочего часа',
    ])
  })

  it('counts in English', () => {
    expect([span('1 day', en), span('2 workhours', en), span('1.5 months', en)]).toEqual([
      '1 day',
      '2 working hours',
      '1.5 months',
    ])
  })

  it('says how often', () => {
    expect([every('1 month', ru), every('1 week', ru), every('3 days', ru)]).toEqual([
      'каждый месяц',
      'каждую неделю',
      'каждые 3 дня',
    ])
    expect([every('1 month', en), every('2 weeks', en)]).toEqual(['every month', 'every 2 weeks'])
    expect([1, 2, 6].map((n) => times(n, en))).toEqual(['once', 'twice', '6 times'])
    expect([1, 2, 5, 12, 22].map((n) => times(n, ru))).toEqual([
      '1 раз',
      '2 раза',
      '5 раз',
      '12 раз',
      '22 раза',
    ])
  })

  it('says weekdays and distances from a date', () => {
    expect([weekday('tue 10:00', en), weekday('wed 09:30', ru)]).toEqual([
      'the next Tuesday at 10:00',
      'ближайшей среды, 09:30',
    ])
    expect(offsetFrom('-3 days', 'it', en)).toBe('3 days before it')
    expect(offsetFrom('+5 workdays', 'срока', ru)).toBe('через 5 рабочих дней после срока')
  })

  it('leaves a text that is no length of time as it is', () => {
    expect(span('soon', ru)).toBe('soon')
  })
})

describe('conditions in words', () => {
  const told = (condition: Condition, yes = true) => [
    conditionWords(condition, en, yes),
    conditionWords(condition, ru, yes),
  ]

  it('tells facts', () => {
    expect(told(did('proposal.sent' as never))).toEqual([
      'a proposal has been sent',
      'предложение отправлено',
    ])
    expect(told(did('proposal.read' as never), false)).toEqual([
      'no proposal has been read',
      'предложение не прочитано',
    ])
    expect(told(did('order.placed' as never, { times: atLeast(3), within: '30 days' }))).toEqual([
      'an order has been placed at least 3 times in the last 30 days',
      'заказ размещён от 3 раз за последние 30 дней',
    ])
    expect(told(did('event.attended' as never, { where: { minutes: atLeast(40) } as never }))).toEqual([
      'the lead was at the event (minutes: at least 40)',
      'лид был на мероприятии (минуты: от 40)',
    ])
  })

  it('tells facts that nobody gave it words for', () => {
    expect(told(did('gizmo.frobbed' as never))).toEqual([
      'a gizmo has been frobbed',
      'произошло «gizmo frobbed»',
    ])
    expect(told(did('odd' as never), false)).toEqual(['“odd” has not happened', 'не было «odd»'])
  })

  it('tells fields, heat, segments, rhythm', () => {
    expect(told(stage.is('client', 'gone'))).toEqual([
      'the lead’s stage is “client” or “gone”',
      'стадия лида — «клиент» или «ушёл»',
    ])
    expect(told(stage.known(), false)).toEqual(['the lead’s stage is not known', 'стадия лида неизвестна'])
    expect(told(value.atLeast(1000), false)).toEqual([
      'the enquiry’s value is under 1000',
      'сумма запроса меньше 1000',
    ])
    expect(told(heat.atLeast(70))).toEqual([
      'the lead’s heat is 70° or more',
      'температура лида 70° или выше',
    ])
    expect(told(inSegment('silent-clients'), false)).toEqual([
      'the lead is not in the segment “silent clients”',
      'лид не в сегменте «silent clients»',
    ])
    expect(told(overdue('order.placed' as never, { by: 1.5, fallback: '180 days' }))).toEqual([
      'the gap since “order placed” is 1.5 times the usual one (without a rhythm: for 180 days)',
      '«заказ размещён»: перерыв в 1,5 раза дольше обычного (если ритма ещё нет — 180 дней)',
    ])
  })

  it('tells tasks and hand-offs by their names', () => {
    expect(told(done('renewal-talk', 'agreed'), false)).toEqual([
      'task “renewal talk” has not come out as “agreed”',
      'задача «renewal talk» не завершена с итогом «договорились»',
    ])
    const handOff: Condition = {
      did: 'step.done',
      where: { step: ['tenders', 'handOff:tenders'], outcome: 'lost' },
    }
    expect(told(handOff)[0]).toBe('hand-off “tenders” came out as “lost”')
  })

  it('turns and, or and not round', () => {
    const both = all(did('deal.won' as never), not(did('deal.lost' as never)))
    expect(told(both)[0]).toBe('a deal has been won and no deal has been lost')
    expect(told(both, false)[0]).toBe('no deal has been won or a deal has been lost')
    expect(told(any(both, stage.is('gone')))[0]).toBe(
      '(a deal has been won and no deal has been lost) or the lead’s stage is “gone”',
    )
    expect(told(not(not(stage.is('gone'))))[0]).toBe('the lead’s stage is “gone”')
  })

  it('tells colleagues and what newly comes to be', () => {
    expect(told(anyone(did('call.requested' as never)))).toEqual([
      'the lead has asked for a call (this one or somebody else at the company)',
      'лид попросил позвонить (он или кто-то ещё в компании)',
    ])
    expect(told(becomes(heat.atLeast(70)))[0]).toBe('the lead’s heat is 70° or more (and was not before)')
  })

  it('calls a form by its title where it has one', () => {
    const { fact, where } = submitted('tender')
    const titled = speechIn('ru', { forms: { tender: 'Запрос' } })
    expect(conditionWords({ did: fact, where } as Condition, titled)).toBe('заполнена форма «Запрос»')
  })

  it('says something of any condition, and otherwise of its opposite', () => {
    fc.assert(
      fc.property(conditions, fc.constantFrom(en, ru), (condition, speech) => {
        const [yes, no] = [conditionWords(condition, speech), conditionWords(condition, speech, false)]
        for (const words of [yes, no]) {
          expect(words.length).toBeGreaterThan(2)
          expect(words).not.toMatch(/undefined|null|NaN|\[object/)
        }
        expect(yes).not.toBe(no)
      }),
    )
  })
})
