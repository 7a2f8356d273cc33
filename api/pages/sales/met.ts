import { html } from '../html.ts'
import type { PageLang } from '../layout.ts'
import type { Content } from '../offer.ts'
import { say as offerWord } from '../offer-words.ts'
import { word } from '../words.ts'
import { type SalesWord, say } from './words.ts'

/** What was written into the form, as it came. */
export type MetForm = Record<
  'name' | 'email' | 'phone' | 'company' | 'where' | 'note' | 'agreed' | 'news',
  string
>

export const EMPTY: MetForm = {
  name: '',
  email: '',
  phone: '',
  company: '',
  where: '',
  note: '',
  agreed: '',
  news: '',
}

/** What cannot be taken, by the name of the input. */
export type MetFaults = Partial<Record<keyof MetForm, SalesWord>>

const MAX = 200
const MAX_NOTE = 2000

/** The form for somebody met at a fair, with what was written before if something is wrong with it. */
export function metPage(written: MetForm, faults: MetFaults, lang: PageLang): Content {
  const fault = (name: keyof MetForm) => {
    const why = faults[name]
    return why && html`<p class="fault" id="fault-${name}">${say(why, lang)}</p>`
  }
  const marks = (name: keyof MetForm) =>
    faults[name] && html` aria-invalid="true" aria-describedby="fault-${name}"`
  const input = (
    name: keyof MetForm,
    label: string,
    kind: string,
    more: { required?: boolean; complete?: string } = {},
  ) =>
    html`<label for="${name}">${label}</label>
<input type="${kind}" id="${name}" name="${name}" maxlength="${MAX}" value="${written[name]}" autocomplete="${more.complete ?? 'off'}"${more.required && html` required`}${marks(name)}>
${fault(name)}`
  const box = (name: 'agreed' | 'news', label: SalesWord, required: boolean) =>
    html`<label class="box"><input type="checkbox" name="${name}" value="yes"${written[name] !== '' && html` checked`}${required && html` required`}${marks(name)}> <span>${say(label, lang)}</span></label>
${fault(name)}`
  return {
    title: say('met', lang),
    body: html`<p>${say('metText', lang)}</p>
${Object.keys(faults).length > 0 && html`<p class="fault" role="alert">${word('faults', lang)}</p>`}
<form method="post" action="/my/new">
${input('name', say('personName', lang), 'text', { required: true })}
${input('phone', offerWord('phone', lang), 'tel')}
${input('email', offerWord('email', lang), 'email')}
${input('company', offerWord('company', lang), 'text')}
${input('where', say('where', lang), 'text', { required: true })}
<label for="note">${say('what', lang)}</label>
<textarea id="note" name="note" maxlength="${MAX_NOTE}">${written.note}</textarea>
${box('agreed', 'agreed', true)}
${box('news', 'agreedNews', false)}
<button type="submit">${offerWord('save', lang)}</button>
</form>`,
  }
}

/** The same words whether the person was known or not. */
export const metSavedPage = (lang: PageLang): Content => ({
  title: say('recorded', lang),
  body: html`<p role="status">${say('recordedText', lang)}</p>
<p><a href="/my/leads">${say('leads', lang)}</a></p>
<p><a href="/my/new">${say('addAnother', lang)}</a></p>`,
})
