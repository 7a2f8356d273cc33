import type { Json } from '../language/durations.ts'
import type { PlanStep, StepKind, StepOf, WaitTime, Who } from '../plan/plan.ts'
import { shapeOf } from '../plan/shapes.ts'
import { conditionWords } from './condition-words.ts'
import { parts } from './ways.ts'
import { factWords, fieldWords, nameOfProp, valueWords } from './words/fact-words.ts'
import { inLang, quoted, readable, type Speech } from './words/speech.ts'
import { every, offsetFrom, span, spanOf, times, weekday } from './words/time-words.ts'
import { ofWhom, toWhom, whoIs } from './words/who-words.ts'

/** One step in words: what it is, and what else there is to say of it, a line each. `asWritten`: its title is a name. */
export interface StepWords {
  title: string
  asWritten?: true
  notes: string[]
}

/** Until when a wait sleeps: `for 3 days`, `until the next Tuesday at 10:00`. */
export function waitWords(time: WaitTime, speech: Speech): string {
  if ('duration' in time)
    return inLang(speech, `for ${span(time.duration, speech)}`, span(time.duration, speech))
  if ('weekly' in time) return inLang(speech, 'until ', 'до ') + weekday(time.weekly, speech)
  return inLang(speech, 'until ', 'до момента: ') + dateWords(time, speech)
}

function dateWords({ at, offset, side }: Extract<WaitTime, { at: unknown }>, speech: Speech): string {
  if (!offset) return fieldWords(at.ref, speech)
  return offsetFrom(side === 'before' ? `-${offset}` : offset, fieldWords(at.ref, speech, true), speech)
}

/** What stands for a date that is not known, as a note. */
export const fallbackWords = (fallback: string | undefined, speech: Speech): string[] =>
  fallback
    ? [
        inLang(
          speech,
          `not known: ${span(fallback, speech)} after entry`,
          `если не известно — ${span(fallback, speech)} от входа`,
        ),
      ]
    : []

// Where its two ways differ, they say it themselves.
const untilWords = (step: StepOf<'wait'> | StepOf<'around'>, speech: Speech): string[] =>
  step.until && !parts(step)
    ? [inLang(speech, 'or sooner: ', 'или раньше: ') + conditionWords(step.until, speech)]
    : []

/** A property of a fact that is recorded, as it is said. */
export const propWords = (value: Json | Json[] | Who, speech: Speech): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? whoIs(value, speech)
    : valueWords(value, speech)

type Teller<K extends StepKind> = (step: StepOf<K>, speech: Speech) => StepWords

const send: Teller<'send'> = ({ template, next, to, from, expires }, speech) => ({
  ...(template !== undefined && { asWritten: true as const }),
  title:
    template === undefined
      ? inLang(
          speech,
          `next of ${quoted(speech, readable(next))}`,
          `следующее из ${quoted(speech, readable(next))}`,
        )
      : (speech.labels.templates?.[template] ?? template),
  notes: [
    ...(template !== undefined && speech.labels.templates?.[template] ? [template] : []),
    ...(to ? [inLang(speech, 'to ', '') + toWhom(to, speech)] : []),
    ...(from ? [inLang(speech, 'in the name of ', 'от имени ') + ofWhom(from, speech)] : []),
    ...(expires
      ? [
          inLang(
            speech,
            `lapses after ${span(expires, speech)}`,
            `теряет смысл через ${span(expires, speech)}`,
          ),
        ]
      : []),
  ],
})

/** Words by the kind of step. A kind without an entry is told by its name and content. */
const TELLERS: { [K in StepKind]?: Teller<K> } = {
  send,
  wait: (step, speech) => ({
    title: 'duration' in step.time ? span(step.time.duration, speech) : waitWords(step.time, speech),
    notes: [
      ...untilWords(step, speech),
      ...('at' in step.time ? fallbackWords(step.time.at.fallback, speech) : []),
    ],
  }),
  around: (step, speech) => ({
    title: fieldWords(step.date.ref, speech),
    notes: [
      ...untilWords(step, speech),
      ...fallbackWords(step.date.fallback, speech),
      ...(step.late === 'first'
        ? [inLang(speech, 'too late: the first of them at once', 'опоздали — сразу первое из них')]
        : []),
    ],
  }),
  repeat: (step, speech) => ({
    title: `${every(step.every, speech)}, ${times(step.times, speech)}`,
    notes: [],
  }),
  branch: (_, speech) => ({ title: inLang(speech, 'which way?', 'куда дальше?'), notes: [] }),
  split: ({ id }) => ({
    title: readable(id.split('/').at(-1) ?? id),
    notes: [],
  }),
  task: ({ id, to, due, note, per }, speech) => ({
    title: readable(id.split('/').at(-1) ?? id),
    notes: [
      inLang(
        speech,
        `${toWhom(to, speech)}, within ${span(due, speech)}`,
        `${toWhom(to, speech)}, срок ${span(due, speech)}`,
      ),
      ...(note ? [note] : []),
      ...(per === 'account' ? [inLang(speech, 'one for the whole company', 'одна на всю компанию')] : []),
    ],
  }),
  set: ({ field, value }, speech) => ({
    title: `${fieldWords(field, speech)} → ${valueWords(value, speech)}`,
    notes: [],
  }),
  enrol: ({ sequence }) => ({ title: readable(sequence), notes: [] }),
  handOff: ({ route, to, firstContact }, speech) => ({
    title: readable(route),
    notes: [
      ...(to ? [inLang(speech, 'first to ', 'сначала ') + toWhom(to, speech)] : []),
      ...(firstContact
        ? [
            inLang(
              speech,
              `first contact within ${span(firstContact, speech)}`,
              `первый контакт — не позже ${spanOf(firstContact, speech)}`,
            ),
          ]
        : []),
    ],
  }),
  record: ({ type, props }, speech) => ({
    title: factWords(type, true, speech),
    notes: Object.entries(props).map(
      ([name, value]) => `${nameOfProp(name, speech)}: ${propWords(value, speech)}`,
    ),
  }),
  end: ({ reason }, speech) => ({ title: reason ?? inLang(speech, 'over', 'конец'), notes: [] }),
}

/** A step in words, for a drawing, a list of routes or a difference. */
export function stepWords(step: PlanStep, speech: Speech): StepWords {
  const teller = TELLERS[step.step] as Teller<StepKind> | undefined
  if (teller) return teller(step, speech)
  return { title: [readable(step.step), shapeOf(step).content(step)].filter(Boolean).join(' '), notes: [] }
}

const KINDS: Partial<Record<StepKind, readonly [en: string, ru: string]>> = {
  send: ['mail', 'письмо'],
  wait: ['wait', 'пауза'],
  around: ['around a date', 'вокруг даты'],
  repeat: ['again', 'повтор'],
  branch: ['branch', 'развилка'],
  split: ['split', 'проба'],
  task: ['task', 'задача'],
  set: ['noted', 'отметка'],
  enrol: ['enters', 'входит в'],
  handOff: ['to sales', 'в продажи'],
  record: ['fact', 'факт'],
  end: ['ends', 'конец'],
}

/** What kind of step it is, in a word or two. */
export function kindWords({ step }: PlanStep, speech: Speech): string {
  const words = KINDS[step]
  return words ? inLang(speech, ...words) : readable(step)
}
