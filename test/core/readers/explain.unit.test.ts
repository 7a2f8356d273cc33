import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  branch,
  did,
  handOff,
  headOf,
  next,
  on,
  otherwise,
  owner,
  repeat,
  send,
  submitted,
  task,
  wait,
  when,
} from '../../../core/language/index.ts'
import { spotsOf } from '../../../core/plan/walk.ts'
import { explain } from '../../../core/readers/explain.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf, plans } from './given.ts'

const won = did('deal.won' as never)
const plan = planOf(
  [
    send('tender/received'),
    handOff('tenders', { firstContact: '2 workhours' }),
    wait('3 days', { until: won, else: [task('ask-decision', { to: headOf(owner()), due: '2 workdays' })] }),
    branch(when(won, [send('a')]), otherwise([])),
    repeat({ every: '1 month', times: 6 }, [send(next('know-how'))]),
  ],
  { enter: on(submitted('tender'), { per: 'enquiry' }), stop: [when(won)], from: owner() },
)

describe('a sequence in plain words', () => {
  it('is a paragraph in English', () => {
    expect(explain(plan, speechIn('en', { templates: { 'tender/received': 'We have it' } }))).toBe(
      '“plan” begins when the form “tender” has been filled in (one for each enquiry; only once for the same enquiry). ' +
        'The lead gets the mail “We have it”, then the lead goes to sales (route “tenders”; first contact within 2 working hours). ' +
        'A pause of 3 days: it is over at once if a deal has been won; if time runs out: the task “ask decision” goes to the head of the owner (within 2 working days). ' +
        'If a deal has been won: the lead gets the mail “a”; otherwise: nothing. ' +
        'Every month, 6 times: the lead gets the next mail of “know how” that is new to them. ' +
        'It stops as soon as a deal has been won. ' +
        'For all of it: topic “know how”, in the name of the owner.',
    )
  })

  it('is a paragraph in Russian', () => {
    expect(explain(plan, speechIn('ru'))).toBe(
      '«plan» начинается, когда заполнена форма «tender» (отдельно для каждого запроса; только один раз для одного и того же запроса). ' +
        'Лид получает письмо «tender/received», затем лид передаётся в продажи (маршрут «tenders»; первый контакт не позже 2 рабочих часов). ' +
        'Пауза 3 дня: ожидание сразу кончается, если сделка выиграна; если время вышло: задача «ask decision» ставится руководителю ответственного (срок 2 рабочих дня). ' +
        'Если сделка выиграна: лид получает письмо «a»; иначе: ничего. ' +
        'Каждый месяц, 6 раз: лид получает следующее новое для него письмо из подборки «know how». ' +
        'Всё останавливается, как только сделка выиграна. ' +
        'Для всей цепочки: тема «know how», от имени ответственного.',
    )
  })

  it('never says an id, nor that something is undefined', () => {
    const derived = planOf([
      wait('3 days', { until: won, else: [send('late'), handOff('sales')] }),
      wait('3 days'),
    ])
    const told = explain(derived, speechIn('en'))
    for (const { step } of spotsOf(derived)) expect(told).not.toContain(step.id)
    fc.assert(
      fc.property(plans, fc.constantFrom('en' as const, 'ru' as const), (any, lang) => {
        const words = explain(any, speechIn(lang))
        expect(words).not.toMatch(/undefined|null|NaN|\[object/)
        expect(words).toMatch(/\.$/)
        // Ids of these plans are the kind and a number.
        expect(words).not.toMatch(/\b(send|wait|around|repeat|branch|handOff|end) \d/)
      }),
    )
  })
})
