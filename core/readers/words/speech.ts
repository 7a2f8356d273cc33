/** Languages that plans are told in. */
export type Lang = 'en' | 'ru'

/** What people call the things that marketing names, in the language of the speech, by their names. */
export interface Labels {
  templates?: Readonly<Record<string, string>>
  forms?: Readonly<Record<string, string>>
  topics?: Readonly<Record<string, string>>
}

/** Who is spoken to: the language, and what things are called in it. */
export interface Speech {
  lang: Lang
  labels: Labels
}

/** A speech without labels: things are called as marketing writes them. */
export const speechIn = (lang: Lang, labels: Labels = {}): Speech => ({ lang, labels })

/** The text of the language. */
export const inLang = ({ lang }: Pick<Speech, 'lang'>, en: string, ru: string): string =>
  lang === 'ru' ? ru : en

/** A name, in the quotation marks of the language. */
export const quoted = ({ lang }: Pick<Speech, 'lang'>, name: string): string =>
  lang === 'ru' ? `«${name}»` : `“${name}”`

/** `a, b or c`. */
export function listed(parts: readonly string[], and: string): string {
  if (parts.length < 2) return parts[0] ?? ''
  return `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`
}

/** A name made readable: `ask-it-arrived` is `ask it arrived`, `startsAt` is `starts at`. */
export const readable = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[-_.]+/g, ' ')
    .trim()
    .toLowerCase()

/** The first letter made a capital one. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
