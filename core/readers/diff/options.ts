import { canonicalJson } from '../../hash.ts'
import type { Plan } from '../../plan/plan.ts'
import { pathIn } from '../../plan/walk.ts'
import { conditionWords } from '../condition-words.ts'
import type { Change } from '../diff.ts'
import { againWords, perWords, triggerWords } from '../words/entry-words.ts'
import { valueWords } from '../words/fact-words.ts'
import { afterPauseWords } from '../words/option-words.ts'
import { inLang, type Speech } from '../words/speech.ts'
import { ofWhom, whoEnters } from '../words/who-words.ts'
import { align } from './align.ts'

type Told = { value: unknown; words: string } | null

const entryWords = ({ enter }: Plan, speech: Speech): string =>
  enter
    ? [
        enter.on.map((one) => triggerWords(one, speech)).join(inLang(speech, ' or ', ' или ')),
        ...(enter.who ? [whoEnters(enter.who, speech)] : []),
        ...(enter.if ? [conditionWords(enter.if, speech)] : []),
        ...(enter.per ? [perWords(enter.per, speech)] : []),
        againWords(enter, speech),
      ].join('; ')
    : ''

/** Everything that a sequence says of itself besides its steps and stops, in words. */
const OPTIONS: Record<string, { ru: string; tell: (plan: Plan, speech: Speech) => Told }> = {
  enter: {
    ru: 'вход',
    tell: (plan, speech) => (plan.enter ? { value: plan.enter, words: entryWords(plan, speech) } : null),
  },
  goal: {
    ru: 'цель',
    tell: ({ goal }, speech) =>
      goal ? { value: goal.when, words: conditionWords(goal.when, speech) } : null,
  },
  from: {
    ru: 'отправитель',
    tell: ({ from }, speech) => (from ? { value: from, words: ofWhom(from, speech) } : null),
  },
  ...Object.fromEntries(
    (
      [
        ['topic', 'тема'],
        ['group', 'группа'],
        ['priority', 'приоритет'],
        ['hours', 'часы'],
        ['inSales', 'во время работы продаж'],
        ['reply', 'ответ лида'],
      ] as const
    ).map(([name, ru]) => [
      name,
      {
        ru,
        tell: (plan: Plan, speech: Speech): Told =>
          plan[name] === undefined ? null : { value: plan[name], words: valueWords(plan[name], speech) },
      },
    ]),
  ),
  afterPause: {
    ru: 'после паузы',
    tell: ({ afterPause }, speech) =>
      afterPause ? { value: afterPause, words: afterPauseWords(afterPause, speech) } : null,
  },
  during: {
    ru: 'аудитории',
    tell: ({ during = [] }, speech) =>
      during.length > 0
        ? {
            value: during,
            words: valueWords(
              during.map((one) => one.audience),
              speech,
            ),
          }
        : null,
  },
}

function whatOf(was: Told, is: Told): Change['what'] | null {
  if (!was && !is) return null
  if (!was) return 'added'
  if (!is) return 'removed'
  return canonicalJson(was.value) === canonicalJson(is.value) ? null : 'changed'
}

/** Differences in what a sequence says of itself: its entry, goal, stops and options. */
export function optionChanges(before: Plan, after: Plan, speech: Speech): Change[] {
  const changes: Change[] = []
  const tell = (name: string, kind: string, was: Told, is: Told) => {
    const what = whatOf(was, is)
    if (!what) return
    const path = pathIn(after, name)
    const words = is?.words ?? was?.words ?? ''
    const old = what === 'changed' ? (was?.words ?? null) : null
    changes.push({ what, from: was && path, to: is && path, kind, words, was: old })
  }
  for (const [name, { ru, tell: of }] of Object.entries(OPTIONS))
    tell(name, inLang(speech, name, ru), of(before, speech), of(after, speech))
  const stops = align(
    before.stop,
    after.stop,
    ({ when }) => canonicalJson(when),
    () => true,
  )
  const asTold = (arm: Plan['stop'][0] | undefined): Told =>
    arm ? { value: arm.when, words: conditionWords(arm.when, speech) } : null
  const place = (arm: Plan['stop'][0], of: Plan) => `stop.${of.stop.indexOf(arm) + 1}`
  const kind = inLang(speech, 'stop', 'остановка')
  for (const [old, now] of stops.both) tell(place(now, after), kind, asTold(old), asTold(now))
  for (const old of stops.gone) tell(place(old, before), kind, asTold(old), null)
  for (const now of stops.come) tell(place(now, after), kind, null, asTold(now))
  return changes
}
