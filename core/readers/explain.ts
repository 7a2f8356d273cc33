import type { Plan, PlanArm, PlanStep, StepKind } from '../plan/plan.ts'
import { conditionWords } from './condition-words.ts'
import { parts } from './ways.ts'
import { againWords, perWords, triggerWords } from './words/entry-words.ts'
import { aboutWords } from './words/option-words.ts'
import { capital, inLang, listed, quoted, readable, type Speech } from './words/speech.ts'
import { whoEnters } from './words/who-words.ts'
import { bracketed, listWords } from './step-sentence.ts'

function entrySentence({ enter }: Plan, name: string, speech: Speech): string {
  if (!enter) {
    return inLang(
      speech,
      `${name} begins when a person or another sequence enters somebody`,
      `${name}: лида вводит человек или другая цепочка`,
    )
  }
  const triggers = listed(
    enter.on.map((one) => triggerWords(one, speech)),
    inLang(speech, 'or when', 'или'),
  )
  const notes = [
    ...(enter.who ? [inLang(speech, 'who enters: ', 'входит: ') + whoEnters(enter.who, speech)] : []),
    ...(enter.if ? [inLang(speech, 'only if ', 'только если ') + conditionWords(enter.if, speech)] : []),
    ...(enter.per ? [perWords(enter.per, speech)] : []),
    againWords(enter, speech),
  ]
  const dated = 'date' in (enter.on[0] ?? {})
  return (
    inLang(
      speech,
      `${name} begins ${dated ? '' : 'when '}`,
      `${name} начинается${dated ? ' ' : ', когда '}`,
    ) +
    triggers +
    bracketed(notes)
  )
}

const SIMPLE: ReadonlySet<StepKind> = new Set(['send', 'task', 'set', 'enrol', 'handOff', 'record', 'end'])

// What is simple and at once makes one sentence; what branches or takes time begins its own.
function sentences(steps: readonly PlanStep[], speech: Speech): string[] {
  const groups: PlanStep[][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (
      last &&
      SIMPLE.has(step.step) &&
      last.every((one) => SIMPLE.has(one.step) || (one.step === 'wait' && !parts(one)))
    )
      last.push(step)
    else groups.push([step])
  }
  return groups.map((group) => listWords(group, speech))
}

function ending(arm: PlanArm, kind: 'goal' | 'stop', speech: Speech): string {
  const when = conditionWords(arm.when, speech)
  const then = arm.do.length > 0 ? inLang(speech, '; then ', '; тогда ') + listWords(arm.do, speech) : ''
  const head =
    kind === 'goal'
      ? inLang(speech, 'The goal is reached when ', 'Цель достигнута, когда ')
      : inLang(speech, 'It stops as soon as ', 'Всё останавливается, как только ')
  return head + when + then
}

/**
 * A sequence in a paragraph for a head of sales: who enters, what happens when, what ends it. No ids, no code: mails are
 * called by their subjects where the speech has them as labels.
 */
export function explain(plan: Plan, speech: Speech): string {
  const name = quoted(speech, readable(plan.sequence))
  return [
    entrySentence(plan, name, speech),
    ...sentences(plan.steps, speech),
    ...(plan.goal ? [ending(plan.goal, 'goal', speech)] : []),
    ...plan.stop.map((arm) => ending(arm, 'stop', speech)),
    inLang(speech, 'For all of it: ', 'Для всей цепочки: ') + aboutWords(plan, speech).join(', '),
  ]
    .map((one) => `${capital(one)}.`)
    .join(' ')
}
