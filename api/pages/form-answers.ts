import { normalEmail } from '../../core/identity/email.ts'
import { normalPhone } from '../../core/identity/phone.ts'
import type { ConsentBox, Form, FormField } from '../../core/release/release.ts'
import type { PageLang } from './layout.ts'
import { inLang } from '../../core/release/in-lang.ts'
import type { FaultWord } from './words.ts'

/** What came in a form, by the names of its inputs; a name that came twice is a list. */
export type RawForm = Record<string, string | string[]>

/** One input that cannot be taken, and why. */
export interface AnswerFault {
  name: string
  why: FaultWord
}

/** What a form says, checked. Values as text, numbers and dates as they are kept. */
export interface Answers {
  values: Record<string, string | number>
  consents: { box: ConsentBox; text: string }[]
  faults: AnswerFault[]
}

const MAX_LINE = 500
const MAX_TEXT = 10_000
const LINES = /[\r\n\u2028\u2029\u0000-\u001f\u007f]/
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** The name of the input of a consent box: `consent_marketing`, `consent_marketing_news`. */
export const boxName = (box: ConsentBox): string =>
  ['consent', box.purpose, box.topic].filter(Boolean).join('_')

type Read = { value: string | number } | { why: FaultWord }

const isDate = (text: string): boolean =>
  DATE.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true

function read(field: FormField, text: string, lang: PageLang): Read {
  if (field.kind === 'textarea') return text.length <= MAX_TEXT ? { value: text } : { why: 'long' }
  if (text.length > MAX_LINE) return { why: 'long' }
  if (LINES.test(text)) return { why: 'lines' }
  switch (field.kind) {
    case 'email': {
      const email = normalEmail(text)
      return email.ok ? { value: email.email } : { why: 'email' }
    }
    case 'tel':
      return normalPhone(text, lang === 'ru' ? 'RU' : undefined) ? { value: text } : { why: 'phone' }
    case 'date':
      return isDate(text) ? { value: text } : { why: 'date' }
    case 'number':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { why: 'number' }
    case 'select':
      return field.options?.some((one) => one.value === text) ? { value: text } : { why: 'option' }
    default:
      return { value: text }
  }
}

const AGREED = new Set(['on', 'yes', 'true', '1'])

/**
 * Reads what a person filled in. A box counts as ticked by its version, so that nobody agrees to a text that changed
 * while the page was open.
 */
export function readAnswers(form: Form, raw: RawForm, lang: PageLang, files: ReadonlySet<string>): Answers {
  const answers: Answers = { values: {}, consents: [], faults: [] }
  for (const field of form.fields) {
    const given = raw[field.name]
    if (field.kind === 'file') {
      if (field.required && !files.has(field.name)) answers.faults.push({ name: field.name, why: 'missing' })
      continue
    }
    if (Array.isArray(given)) {
      answers.faults.push({ name: field.name, why: 'twice' })
      continue
    }
    const text =
      field.kind === 'textarea' ? (given ?? '').trim() : (given ?? '').replace(/^[ \t]+|[ \t]+$/g, '')
    if (text === '') {
      if (field.required) answers.faults.push({ name: field.name, why: 'missing' })
      continue
    }
    const found = read(field, text, lang)
    if ('why' in found) answers.faults.push({ name: field.name, why: found.why })
    else answers.values[field.name] = found.value
  }
  for (const box of form.consents) {
    const given = raw[boxName(box)]
    const name = boxName(box)
    if (given === undefined || given === '') {
      if (box.required) answers.faults.push({ name, why: 'consent' })
    } else if (given === box.version || AGREED.has(String(given))) {
      answers.consents.push({ box, text: inLang(box.text, lang) })
    } else answers.faults.push({ name, why: 'changed' })
  }
  return answers
}
