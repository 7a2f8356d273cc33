import { capital, readable } from '../core/readers/words/speech.ts'
import type { Lang } from './handoffs/words.ts'

// Tasks that no journey names: we open them ourselves.
const TITLES: Record<string, Record<Lang, string>> = {
  'another-offer': {
    en: 'Find another offer for this company',
    ru: 'Подобрать компании другое предложение',
  },
  'nobody-took-it': { en: 'Nobody took this lead', ru: 'Заявку никто не взял' },
}

/** What a task is called, in the reader's language where it is one of our own, else as its journey names it. */
export const taskTitle = (name: string, lang: Lang): string =>
  (Object.hasOwn(TITLES, name) ? TITLES[name]?.[lang] : undefined) ?? capital(readable(name))
