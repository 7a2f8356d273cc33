import { inLang } from '../release/in-lang.ts'
import type { Route, Words } from '../release/release.ts'
import { NO_ROOM, NOBODY_TOOK_IT, REFUSED, SAME_PERSON, UNSOLD } from './outcomes.ts'

type Outcomes = Pick<Route, 'dispositions'>['dispositions']

// What no disposition says: they come by themselves.
const OURS: Readonly<Record<string, Words>> = {
  [NOBODY_TOOK_IT]: { en: 'Nobody took it', ru: 'Никто не взял' },
  [UNSOLD]: { en: 'Not sold at auction', ru: 'Не продано с торгов' },
  [REFUSED]: { en: 'Asked not to be called', ru: 'Просьба не звонить' },
  [SAME_PERSON]: { en: 'The same person is with sales already', ru: 'Тот же человек уже у продаж' },
  [NO_ROOM]: { en: 'Sales has no room', ru: 'У продаж нет места' },
}

const own = <T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  of && Object.hasOwn(of, name) ? of[name] : undefined

/** Names of the reasons of an outcome, in marketing's order. */
export const reasonNames = (outcome: Outcomes[string] | undefined): string[] =>
  (outcome?.reasons ?? []).map((one) => (typeof one === 'string' ? one : one.name))

/** What people call an outcome; null where nobody said. */
export const outcomeWords = (outcomes: Outcomes | undefined, outcome: string): Words | null =>
  own(outcomes, outcome)?.label ?? own(OURS, outcome) ?? null

/** What people call a reason of an outcome; null where nobody said. */
export function reasonWords(outcomes: Outcomes | undefined, outcome: string, reason: string): Words | null {
  for (const one of own(outcomes, outcome)?.reasons ?? [])
    if (typeof one !== 'string' && one.name === reason) return one.label
  return null
}

const called = (words: Words | null, name: string, lang: string): string =>
  words === null ? name : inLang(words, lang)

/** A reason of an outcome as it is read. What has no label goes by its name. */
export const reasonText = (
  outcomes: Outcomes | undefined,
  { outcome, reason }: { outcome: string; reason: string },
  lang: string,
): string => called(reasonWords(outcomes, outcome, reason), reason, lang)

/** An outcome as it is read, with its reason in brackets: `Lost (small budget)`. What has no label goes by its name. */
export function endingText(
  outcomes: Outcomes | undefined,
  { outcome, reason }: { outcome: string; reason?: string | null },
  lang: string,
): string {
  const result = called(outcomeWords(outcomes, outcome), outcome, lang)
  return reason ? `${result} (${reasonText(outcomes, { outcome, reason }, lang)})` : result
}
