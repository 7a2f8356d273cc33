import type { Plan } from '../../core/plan/plan.ts'
import type { Labels, Lang, Speech } from '../../core/readers/words/speech.ts'
import { nearestName } from '../../core/facts/nearest.ts'
import type { Words } from '../../core/release/release.ts'
import { type LoadedMarketing, loadMarketing } from '../marketing-files.ts'
import { count, faultLines, Refused, UsageError } from '../output.ts'

/** Sequences of a folder, and the speech in which to tell of them. */
export interface Told {
  plans: Plan[]
  speech: Speech
}

const LANGS: readonly Lang[] = ['en', 'ru']

/** The language that was asked for. */
export function langOf(text: string): Lang {
  const lang = LANGS.find((one) => one === text)
  if (!lang) throw new UsageError(`--lang must be ${LANGS.join(' or ')}, not ${text}.`)
  return lang
}

const inLang = (words: Words, lang: Lang): string | undefined => words[lang] ?? words.en

/** What people call what marketing names: subjects of mails, titles of forms, labels of topics. */
export function labelsOf(marketing: NonNullable<LoadedMarketing['marketing']>, lang: Lang): Labels {
  const labels = (of: Record<string, Words | undefined>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(of).flatMap(([name, words]) => {
        const label = words && inLang(words, lang)
        return label ? [[name, label]] : []
      }),
    )
  const subjects = marketing.compiledTemplates
    // A subject that is made for each lead is nothing to show.
    .filter((one) => one.lang === lang && !/\{[{%]/.test(one.subject))
    .map((one) => [one.name, one.subject])
  return {
    templates: Object.fromEntries(subjects) as Record<string, string>,
    forms: labels(
      Object.fromEntries(Object.entries(marketing.forms).map(([name, form]) => [name, form.title])),
    ),
    topics: labels(
      Object.fromEntries(Object.entries(marketing.topics).map(([name, topic]) => [name, topic.label])),
    ),
  }
}

/** The sequence of this name, or all without one. */
export function picked(plans: readonly Plan[], name: string | undefined): Plan[] {
  const found = plans.filter((plan) => name === undefined || plan.sequence === name)
  if (found.length > 0 || name === undefined) return found
  const near = nearestName(
    name,
    plans.map((plan) => plan.sequence),
  )
  throw new UsageError(`No sequence is called ${name}.${near ? ` Did you mean ${near}?` : ''}`)
}

/** Reads the sequences of a folder. Faults do not keep them from being read, as long as they can be compiled. */
export async function readPlans(options: { folder: string; lang: string }, name?: string): Promise<Told> {
  const lang = langOf(options.lang)
  const { marketing, faults } = await loadMarketing(options.folder)
  if (!marketing) throw new Refused(`Marketing has ${count(faults.length, 'fault')}.`, faultLines(faults))
  return { plans: picked(marketing.plans, name), speech: { lang, labels: labelsOf(marketing, lang) } }
}
