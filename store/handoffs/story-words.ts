import { DateTime } from 'luxon'
import { capital, readable } from '../../core/readers/words/speech.ts'
import { inLang } from '../../core/release/in-lang.ts'
import type { Release, Words } from '../../core/release/release.ts'
import type { TitleClass } from '../../core/sales/title-class.ts'
import type { Lang } from './words.ts'

/** What a story says by names and codes, as its reader calls it. */
export interface StoryWords {
  title: string
  thing: string
  about: { label: string; text: string }[]
}

type Named = Pick<Release, 'labels' | 'forms'>

const CLASSES: Record<TitleClass, Words> = {
  director: { en: 'director', ru: 'директор' },
  head: { en: 'head or manager', ru: 'руководитель' },
  engineer: { en: 'engineer', ru: 'инженер' },
  buyer: { en: 'buyer', ru: 'закупщик' },
  other: { en: 'another one', ru: 'другая' },
}

const WORDS = {
  line: { en: 'Product', ru: 'Продукт' },
  value: { en: 'Value', ru: 'Объём' },
  large: { en: 'large', ru: 'крупный' },
  small: { en: 'small', ru: 'небольшой' },
  yes: { en: 'yes', ru: 'да' },
  no: { en: 'no', ru: 'нет' },
} satisfies Record<string, Words>

/** A word of ours in a story. */
export const storyWord = (word: keyof typeof WORDS, lang: Lang): string => WORDS[word][lang]

/** The class of a title, as it is read; empty where there is none. */
export const classText = (title: TitleClass | '', lang: Lang): string =>
  title === '' ? '' : inLang(CLASSES[title], lang)

const own = <T>(of: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  of && Object.hasOwn(of, name) ? of[name] : undefined

/** A kind of things, as it is read. */
export function kindText({ labels }: Named, kind: string, lang: Lang): string {
  const label = own(labels?.things, kind)
  return label ? inLang(label, lang) : kind
}

/** A field, as it is read: its label, else its name. */
export function fieldText({ labels }: Named, path: string, lang: Lang): string {
  const label = own(labels?.fields, path)
  return label ? inLang(label, lang) : capital(readable(path.slice(path.indexOf('.') + 1)))
}

/**
 * A value of a field, as it is read: its label, else what the form that asks for it calls it, else as it stands, a day as a
 * day.
 */
export function valueText(
  named: Named,
  { path, value }: { path: string; value: unknown },
  lang: Lang,
): string {
  if (typeof value === 'boolean') return storyWord(value ? 'yes' : 'no', lang)
  if (typeof value === 'number') return new Intl.NumberFormat(lang).format(value)
  if (typeof value !== 'string') return ''
  const label = own(own(named.labels?.values, path), value) ?? optionOf(named, path, value)
  if (label) return inLang(label, lang)
  const day = /^\d{4}-\d{2}-\d{2}(?:T|$)/.test(value) ? DateTime.fromISO(value, { setZone: true }) : null
  return day?.isValid ? day.setLocale(lang).toFormat('d MMMM yyyy') : value
}

/** What forms that fill this field call the value. */
function optionOf({ forms }: Named, path: string, value: string): Words | undefined {
  for (const { fields } of Object.values(forms))
    for (const { to, options = [] } of fields)
      if (to === path) {
        const found = options.find((one) => one.value === value)
        if (found) return found.label
      }
  return undefined
}
