import type { PlanStep, StepKind, StepOf } from '../plan/plan.ts'
import { entriesOf, isAlways } from '../plan/shapes.ts'
import { conditionWords } from './condition-words.ts'
import { fallbackWords, propWords, stepWords, waitWords } from './step-words.ts'
import { parts, waysOf } from './ways.ts'
import { factWords, fieldWords, nameOfProp, valueWords } from './words/fact-words.ts'
import { inLang, quoted, readable, type Speech } from './words/speech.ts'
import { every, offsetFrom, span, spanOf, times } from './words/time-words.ts'
import { toWhom } from './words/who-words.ts'

type Teller<K extends StepKind> = (step: StepOf<K>, speech: Speech) => string

const named = (name: string, speech: Speech): string =>
  quoted(speech, readable(name.split('/').at(-1) ?? name))

/** Notes after what they are about, in brackets; nothing where there are none. */
export const bracketed = (notes: readonly string[]): string =>
  notes.length > 0 ? ` (${notes.join('; ')})` : ''

/** What is done one after the other, or that nothing is. */
export function listWords(steps: readonly PlanStep[], speech: Speech): string {
  if (steps.length === 0) return inLang(speech, 'nothing', 'ничего')
  const told = steps.map((step) => sentence(step, speech))
  return told.join(inLang(speech, ', then ', ', затем '))
}

// What has parts of its own stands in brackets, so that it can be seen where they end.
function inside(steps: readonly PlanStep[], speech: Speech): string {
  const words = listWords(steps, speech)
  return steps.some((step) => waysOf(step, speech).ways.filter((way) => way.steps.length > 0).length > 1)
    ? `(${words})`
    : words
}

const send: Teller<'send'> = ({ template, next, to, expires }, speech) => {
  const mail =
    template === undefined
      ? inLang(
          speech,
          `the next mail of ${quoted(speech, readable(next))} that is new to them`,
          `следующее новое для него письмо из подборки ${quoted(speech, readable(next))}`,
        )
      : inLang(speech, 'the mail ', 'письмо ') +
        quoted(speech, speech.labels.templates?.[template] ?? template)
  const lapses = expires
    ? bracketed([
        inLang(
          speech,
          `not if it is over ${span(expires, speech)} late`,
          `если опаздывает больше чем на ${span(expires, speech)} — не уходит`,
        ),
      ])
    : ''
  if (!to) return inLang(speech, `the lead gets ${mail}`, `лид получает ${mail}`) + lapses
  return (
    inLang(speech, `${mail} goes to ${toWhom(to, speech)}`, `${mail} уходит ${toWhom(to, speech)}`) + lapses
  )
}

// `then` and `else` of a wait; nothing where both lead straight on.
function armsWords(step: StepOf<'wait'> | StepOf<'around'>, speech: Speech): string {
  if (!step.until || !parts(step)) return ''
  const arms = [
    ...(step.then?.length
      ? [
          inLang(speech, 'if before that ', 'если до этого ') +
            `${conditionWords(step.until, speech)}: ${inside(step.then, speech)}`,
        ]
      : [
          inLang(speech, 'it is over at once if ', 'ожидание сразу кончается, если ') +
            conditionWords(step.until, speech),
        ]),
    ...(step.else?.length
      ? [inLang(speech, 'if time runs out: ', 'если время вышло: ') + inside(step.else, speech)]
      : []),
  ]
  return `: ${arms.join('; ')}`
}

const soonerWords = (step: StepOf<'wait'> | StepOf<'around'>, speech: Speech): string =>
  step.until && !parts(step)
    ? inLang(speech, ', or less if before that ', ' или меньше, если до этого ') +
      conditionWords(step.until, speech)
    : ''

function branchWords({ arms }: StepOf<'branch'>, speech: Speech): string {
  return arms
    .map((arm) => {
      const when = isAlways(arm.when)
        ? inLang(speech, 'otherwise', 'иначе')
        : inLang(speech, 'if ', 'если ') + conditionWords(arm.when, speech)
      return `${when}: ${inside(arm.do, speech)}`
    })
    .join('; ')
}

const aroundWords: Teller<'around'> = (step, speech) => {
  const entries = entriesOf(step).map(
    ([offset, steps]) =>
      `${offsetFrom(offset, inLang(speech, 'it', 'неё'), speech)} — ${inside(steps, speech)}`,
  )
  const late =
    step.late === 'first'
      ? [
          inLang(
            speech,
            'who comes late gets the first of what was missed at once',
            'кто опоздал, сразу получает первое из пропущенного',
          ),
        ]
      : []
  const notes = bracketed([...fallbackWords(step.date.fallback, speech), ...late])
  return (
    inLang(speech, 'around ', 'вокруг даты: ') +
    `${fieldWords(step.date.ref, speech)}${notes}${soonerWords(step, speech)}: ${entries.join('; ')}${armsWords(step, speech).replace(/^: /, '; ')}`
  )
}

/** Sentences by the kind of step. A kind without an entry is told by its name and content. */
const TELLERS: { [K in StepKind]?: Teller<K> } = {
  send,
  wait: (step, speech) => {
    const notes = 'at' in step.time ? fallbackWords(step.time.at.fallback, speech) : []
    const pause =
      'duration' in step.time
        ? inLang(speech, 'a pause of ', 'пауза ') + span(step.time.duration, speech)
        : inLang(speech, 'a pause ', 'пауза ') + waitWords(step.time, speech)
    return pause + bracketed(notes) + soonerWords(step, speech) + armsWords(step, speech)
  },
  around: aroundWords,
  repeat: ({ every: often, times: n, steps }, speech) =>
    `${every(often, speech)}, ${times(n, speech)}: ${inside(steps, speech)}`,
  branch: branchWords,
  split: (step, speech) =>
    inLang(speech, 'leads are shared out evenly: ', 'лиды делятся поровну: ') +
    waysOf(step, speech)
      .ways.map(({ label, steps }) => `${label} — ${inside(steps, speech)}`)
      .join('; '),
  task: ({ id, to, due, note, per }, speech) => {
    const notes = [
      inLang(speech, `within ${span(due, speech)}`, `срок ${span(due, speech)}`),
      ...(per === 'account' ? [inLang(speech, 'one for the whole company', 'одна на всю компанию')] : []),
      ...(note ? [quoted(speech, note)] : []),
    ]
    const task = named(id, speech)
    return (
      inLang(
        speech,
        `the task ${task} goes to ${toWhom(to, speech)}`,
        `задача ${task} ставится ${toWhom(to, speech)}`,
      ) + bracketed(notes)
    )
  },
  set: ({ field, value }, speech) =>
    inLang(
      speech,
      `${fieldWords(field, speech)} becomes ${valueWords(value, speech)}`,
      `отмечается: ${fieldWords(field, speech)} — ${valueWords(value, speech)}`,
    ),
  enrol: ({ sequence }, speech) =>
    inLang(
      speech,
      `the lead also enters ${named(sequence, speech)}`,
      `лид входит ещё и в ${named(sequence, speech)}`,
    ),
  handOff: ({ route, to, firstContact }, speech) =>
    inLang(speech, 'the lead goes to sales', 'лид передаётся в продажи') +
    bracketed([
      inLang(speech, `route ${named(route, speech)}`, `маршрут ${named(route, speech)}`),
      ...(to ? [inLang(speech, 'first to ', 'сначала ') + toWhom(to, speech)] : []),
      ...(firstContact
        ? [
            inLang(
              speech,
              `first contact within ${span(firstContact, speech)}`,
              `первый контакт не позже ${spanOf(firstContact, speech)}`,
            ),
          ]
        : []),
    ]),
  record: ({ type, props }, speech) =>
    inLang(speech, 'it is recorded that ', 'записывается: ') +
    factWords(type, true, speech) +
    bracketed(
      Object.entries(props).map(
        ([name, value]) => `${nameOfProp(name, speech)}: ${propWords(value, speech)}`,
      ),
    ),
  end: ({ reason }, speech) =>
    inLang(speech, 'it ends there', 'на этом всё') + (reason ? ` (${reason})` : ''),
}

/** One step as a sentence, with all that is inside of it. */
function sentence(step: PlanStep, speech: Speech): string {
  const teller = TELLERS[step.step] as Teller<StepKind> | undefined
  return teller ? teller(step, speech) : stepWords(step, speech).title
}
