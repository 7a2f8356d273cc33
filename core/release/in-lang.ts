import type { Words } from './release.ts'

/** Marketing's words in a language; English where there are none, then whatever there is. */
export const inLang = (words: Words, lang: string): string =>
  words[lang] ?? words.en ?? Object.values(words)[0] ?? ''
