import type { Condition } from '../language/conditions.ts'
import { type ConditionKind, type ConditionOf, readCondition } from '../plan/conditions.ts'
import { isAlways } from '../plan/shapes.ts'
import { boundsWords, factWords, fieldWords, knownWord, valueWords, whereWords } from './words/fact-words.ts'
import { inLang, listed, quoted, readable, type Speech } from './words/speech.ts'
import { span, times as timesWords } from './words/time-words.ts'

type Teller<K extends ConditionKind> = (condition: ConditionOf<K>, yes: boolean, speech: Speech) => string

const joins = (condition: Condition): boolean => {
  if ('not' in condition) return joins(condition.not)
  return ('all' in condition && condition.all.length > 1) || ('any' in condition && condition.any.length > 1)
}

function joined(parts: readonly Condition[], every: boolean, yes: boolean, speech: Speech): string {
  const both = every === yes
  if (parts.length === 0)
    return both ? inLang(speech, 'always', 'всегда') : inLang(speech, 'never', 'никогда')
  const told = parts.map((part) => {
    const words = conditionWords(part, speech, yes)
    return parts.length > 1 && joins(part) ? `(${words})` : words
  })
  return listed(told, both ? inLang(speech, 'and', 'и') : inLang(speech, 'or', 'или'))
}

const field: Teller<'field'> = (condition, yes, speech) => {
  const name = fieldWords(condition.field, speech)
  const value = (of: unknown) => valueWords(of, speech)
  if (condition.known) {
    if (speech.lang === 'ru') return `${name} ${yes ? '' : 'не'}${knownWord(condition.field)}`
    return `${name} is ${yes ? '' : 'not '}known`
  }
  if (condition.in) {
    const values = listed(condition.in.map(value), inLang(speech, 'or', 'или'))
    return inLang(
      speech,
      `${name} is ${yes ? '' : 'not '}${values}`,
      `${name} — ${yes ? '' : 'не '}${values}`,
    )
  }
  if (condition.has !== undefined) {
    const one = value(condition.has)
    const no = inLang(
      speech,
      `${name} does not include ${one}`,
      `среди ${fieldWords(condition.field, speech, true)} нет ${one}`,
    )
    return yes
      ? inLang(
          speech,
          `${name} includes ${one}`,
          `среди ${fieldWords(condition.field, speech, true)} есть ${one}`,
        )
      : no
  }
  const [bound, over] =
    condition.atLeast !== undefined ? [condition.atLeast, true] : [condition.atMost, false]
  if (over) {
    return yes
      ? inLang(speech, `${name} is at least ${bound}`, `${name} не меньше ${bound}`)
      : inLang(speech, `${name} is under ${bound}`, `${name} меньше ${bound}`)
  }
  return yes
    ? inLang(speech, `${name} is at most ${bound}`, `${name} не больше ${bound}`)
    : inLang(speech, `${name} is over ${bound}`, `${name} больше ${bound}`)
}

// `done(step, outcome)`: a hand-off is called by its route, and its steps stand behind it.
function stepDone({ where }: ConditionOf<'did'>, yes: boolean, speech: Speech): string {
  const { step, outcome } = where ?? {}
  const names = [step].flat().map(String)
  const name = quoted(speech, readable(names[0] ?? ''))
  const what = names.length > 1 ? inLang(speech, 'hand-off', 'передача') : inLang(speech, 'task', 'задача')
  if (outcome === undefined) {
    const russian = `${what} ${name} ${yes ? '' : 'не '}завершена`
    return inLang(speech, `${what} ${name} is ${yes ? '' : 'not '}done`, russian)
  }
  const came = listed(
    [outcome].flat().map((one) => valueWords(one, speech)),
    inLang(speech, 'or', 'или'),
  )
  if (yes) return inLang(speech, `${what} ${name} came out as ${came}`, `${what} ${name} завершена: ${came}`)
  return inLang(
    speech,
    `${what} ${name} has not come out as ${came}`,
    `${what} ${name} не завершена с итогом ${came}`,
  )
}

function formFilled({ where }: ConditionOf<'did'>, yes: boolean, speech: Speech): string | null {
  const { form, ...rest } = where ?? {}
  if (typeof form !== 'string' || Object.keys(rest).length > 0) return null
  const name = quoted(speech, speech.labels.forms?.[form] ?? form)
  return inLang(
    speech,
    `the form ${name} has ${yes ? '' : 'not '}been filled in`,
    `${yes ? 'заполнена' : 'не заполнена'} форма ${name}`,
  )
}

const did: Teller<'did'> = (condition, yes, speech) => {
  const { did: type, where, times, within, ever } = condition
  const base =
    (type === 'step.done' && where?.step !== undefined && stepDone(condition, yes, speech)) ||
    (type === 'form.submitted' && formFilled(condition, yes, speech)) ||
    factWords(type, yes, speech) + whereWords(where, speech)
  const often = times
    ? inLang(speech, `${boundsWords(times, speech)} times`, `${boundsWords(times, speech)} раз`)
    : ''
  const reach = within
    ? inLang(speech, `in the last ${span(within, speech)}`, `за последние ${span(within, speech)}`)
    : ''
  const since = ever ? inLang(speech, 'at any time', 'когда-либо') : reach
  return [base, often, since].filter(Boolean).join(' ')
}

const score: Teller<'score'> = ({ score: kind, atLeast, atMost }, yes, speech) => {
  const name =
    kind === 'heat'
      ? inLang(speech, 'the lead’s heat', 'температура лида')
      : inLang(speech, 'the fit', 'соответствие профилю')
  const unit = kind === 'heat' ? '°' : inLang(speech, ' points', ' баллов')
  const bounds = [
    ...(atLeast === undefined
      ? []
      : [
          yes
            ? inLang(speech, `is ${atLeast}${unit} or more`, `${atLeast}${unit} или выше`)
            : inLang(speech, `is under ${atLeast}${unit}`, `ниже ${atLeast}${unit}`),
        ]),
    ...(atMost === undefined
      ? []
      : [
          yes
            ? inLang(speech, `is ${atMost}${unit} or less`, `${atMost}${unit} или ниже`)
            : inLang(speech, `is over ${atMost}${unit}`, `выше ${atMost}${unit}`),
        ]),
  ]
  const known = bounds.length > 0 ? bounds : [inLang(speech, 'is known', 'известна')]
  return `${name} ${listed(known, yes ? inLang(speech, 'and', 'и') : inLang(speech, 'or', 'или'))}`
}

const overdue: Teller<'overdue'> = ({ overdue: type, by, fallback }, yes, speech) => {
  const fact = quoted(speech, speech.lang === 'ru' ? factWords(type, true, speech) : readable(type))
  const without = fallback
    ? inLang(
        speech,
        ` (without a rhythm: for ${span(fallback, speech)})`,
        ` (если ритма ещё нет — ${span(fallback, speech)})`,
      )
    : ''
  if (!yes) {
    return inLang(speech, `${fact} is within its usual gap`, `${fact}: перерыв не дольше обычного`)
  }
  return inLang(
    speech,
    `the gap since ${fact} is ${timesWords(by, speech)} the usual one${without}`,
    `${fact}: перерыв в ${timesWords(by, speech)} дольше обычного${without}`,
  )
}

const TELLERS: { [K in ConditionKind]: Teller<K> } = {
  field,
  did,
  score,
  overdue,
  segment: ({ segment }, yes, speech) =>
    inLang(
      speech,
      `the lead is ${yes ? '' : 'not '}in the segment ${quoted(speech, readable(segment))}`,
      `лид ${yes ? '' : 'не '}в сегменте ${quoted(speech, readable(segment))}`,
    ),
  all: ({ all }, yes, speech) => joined(all, true, yes, speech),
  any: ({ any }, yes, speech) => joined(any, false, yes, speech),
  not: ({ not }, yes, speech) => conditionWords(not, speech, !yes),
  anyone: ({ anyone }, yes, speech) =>
    conditionWords(anyone, speech, yes) +
    (yes
      ? inLang(speech, ' (this one or somebody else at the company)', ' (он или кто-то ещё в компании)')
      : inLang(speech, ' (and nobody else at the company)', ' (и никто другой в компании)')),
  becomes: ({ becomes }, yes, speech) => {
    const inner = conditionWords(becomes, speech)
    if (yes) return inLang(speech, `${inner} (and was not before)`, `${inner} (а раньше — нет)`)
    return inLang(speech, `it has not newly come to be that ${inner}`, `пока не стало так: ${inner}`)
  },
}

/**
 * A condition as a person says it: `a proposal has been sent and no proposal has been read`. `yes` false: that it does
 * not hold. An arm that is always taken is `otherwise`.
 */
export function conditionWords(condition: Condition, speech: Speech, yes = true): string {
  if (yes && isAlways(condition)) return inLang(speech, 'otherwise', 'иначе')
  return readCondition(TELLERS, condition, yes, speech)
}
