import { capital, readable } from '../core/readers/words/speech.ts'
import { inLang } from '../core/release/in-lang.ts'
import type { Release, TaskWords, Words } from '../core/release/release.ts'

// Tasks that no journey names: we open them ourselves.
const TITLES: Readonly<Record<string, Words>> = {
  'another-offer': {
    en: 'Find another offer for this company',
    ru: 'Подобрать компании другое предложение',
  },
  'nobody-took-it': { en: 'Nobody took this lead', ru: 'Заявку никто не взял' },
}

/** Names of the tasks that no journey names. */
export const OWN_TASKS: readonly string[] = Object.keys(TITLES)

type Named = Pick<Release, 'labels'>

const wordsOf = ({ labels }: Named, name: string): TaskWords | undefined =>
  labels?.tasks && Object.hasOwn(labels.tasks, name) ? labels.tasks[name] : undefined

/** What a task is called: as marketing labels it, else as we name our own, else as its journey names it. */
export function taskTitle(release: Named, name: string, lang: string): string {
  const label = wordsOf(release, name)?.label ?? (Object.hasOwn(TITLES, name) ? TITLES[name] : undefined)
  return label ? inLang(label, lang) : capital(readable(name))
}

/** What else its reader should know: as marketing words it for tasks of this name, else as it was noted when it was opened. */
export function taskNote(
  release: Named,
  { name, note }: { name: string; note: string | null },
  lang: string,
): string {
  // Ours are noted in the reader's language, with what they are about.
  const said = OWN_TASKS.includes(name) ? undefined : wordsOf(release, name)?.note
  return said ? inLang(said, lang) : (note ?? '')
}
