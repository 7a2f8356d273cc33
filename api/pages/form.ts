import type { ConsentBox, Form, FormField } from '../../core/release/release.ts'
import { choiceWord } from './choice-words.ts'
import { type AnswerFault, boxName, type RawForm } from './form-answers.ts'
import { type Html, html, type Part } from './html.ts'
import { type PageLang, page } from './layout.ts'
import { spokenDay, spokenTime } from './spoken-time.ts'
import { inLang } from '../../core/release/in-lang.ts'
import { faultText, word } from './words.ts'

/** Inputs of our own beside those of marketing: the key of this submission, the language, the trap for machines. */
export const KEY = '_key'
export const LANG = '_lang'
export const TRAP = 'website_url'

interface Shown {
  name: string
  form: Form
  lang: PageLang
  key: string
  raw?: RawForm
  faults?: AnswerFault[]
}

const ACCEPT = '.pdf,.png,.jpg,.jpeg,.zip,.docx,.xlsx,.dwg'
const AUTOCOMPLETE: Record<string, string> = {
  'lead.email': 'email',
  'lead.phone': 'tel',
  'lead.name': 'name',
  'account.name': 'organization',
  'lead.title': 'organization-title',
}

function control(field: FormField, value: string, lang: PageLang, described: Part): Html {
  const id = `f-${field.name}`
  const shared = html`id="${id}" name="${field.name}"${field.required ? html` required` : null}${described}`
  const complete = field.to && AUTOCOMPLETE[field.to]
  const auto = complete ? html` autocomplete="${complete}"` : null
  switch (field.kind) {
    case 'textarea':
      return html`<textarea ${shared} rows="5" maxlength="10000">${value}</textarea>`
    case 'select':
      return html`<select ${shared}><option value="">${word('choose', lang)}</option>${field.options?.map(
        (one) =>
          html`<option value="${one.value}"${one.value === value ? html` selected` : null}>${inLang(one.label, lang)}</option>`,
      )}</select>`
    case 'file':
      return html`<input type="file" ${shared} accept="${ACCEPT}">`
    default:
      return html`<input type="${field.kind}" ${shared}${auto} value="${value}" maxlength="500">`
  }
}

function input(field: FormField, { raw, faults, lang }: Shown): Html {
  const fault = faults?.find((one) => one.name === field.name)
  const given = raw?.[field.name]
  const id = `f-${field.name}`
  const described = fault
    ? html` aria-invalid="true" aria-describedby="${id}-fault"`
    : field.kind === 'file'
      ? html` aria-describedby="${id}-hint"`
      : null
  return html`<label for="${id}">${inLang(field.label, lang)}${field.required ? html` <span class="hint">(${word('required', lang)})</span>` : null}</label>
${control(field, typeof given === 'string' ? given : '', lang, described)}
${field.kind === 'file' ? html`<p class="hint" id="${id}-hint">${word('limit', lang)}</p>` : null}
${fault ? html`<p class="fault" id="${id}-fault">${faultText(fault.why, lang)}</p>` : null}
`
}

// A box is never ticked for somebody.
function consent(box: ConsentBox, { faults, lang, raw }: Shown): Html {
  const name = boxName(box)
  const fault = faults?.find((one) => one.name === name)
  const ticked = raw?.[name] === box.version
  return html`<label class="box"><input type="checkbox" name="${name}" value="${box.version}"${box.required ? html` required` : null}${ticked ? html` checked` : null}> <span>${inLang(box.text, lang)}</span></label>
${fault ? html`<p class="fault">${faultText(fault.why, lang)}</p>` : null}
`
}

/** The page of a form, as it comes first or with what must be looked at again. */
export function formPage(shown: Shown): Html {
  const { name, form, lang, key, faults } = shown
  const labels = new Map(form.fields.map((field) => [field.name, inLang(field.label, lang)]))
  const other = lang === 'en' ? 'ru' : 'en'
  const files = form.fields.some((field) => field.kind === 'file')
  return page(
    lang,
    inLang(form.title, lang),
    html`<p class="hint"><a href="/f/${name}?lang=${other}" lang="${other}" hreflang="${other}">${word('other', lang)}</a></p>
${form.intro ? html`<p>${inLang(form.intro, lang)}</p>` : null}
${
  faults?.length
    ? html`<div role="alert"><p class="fault">${word('faults', lang)}</p><ul>${faults.map((one) => html`<li>${labels.get(one.name) ?? ''} ${faultText(one.why, lang)}</li>`)}</ul></div>`
    : null
}
<form method="post" action="/f/${name}"${files ? html` enctype="multipart/form-data"` : null}>
<input type="hidden" name="${KEY}" value="${key}">
<input type="hidden" name="${LANG}" value="${lang}">
<div class="trap" aria-hidden="true"><label>${word('trap', lang)} <input type="text" name="${TRAP}" tabindex="-1" autocomplete="off"></label></div>
${form.fields.map((field) => input(field, shown))}
<fieldset aria-label="${word('consents', lang)}">${form.consents.map((box) => consent(box, shown))}</fieldset>
<button type="submit">${word('send', lang)}</button>
</form>`,
  )
}

/** What follows from a form, in epoch ms: by when a person answers, until when what was ticked can be confirmed. */
interface Thanks {
  zone: string
  answerBy?: number | null
  confirmBy?: number | null
}

const marked = (at: number, words: string): Html =>
  html`<time datetime="${new Date(at).toISOString()}"><strong>${words}</strong></time>`

/** What is shown after a form was sent, also after it was sent twice. */
export const thanksPage = (
  form: Form,
  lang: PageLang,
  { zone, answerBy = null, confirmBy = null }: Thanks,
): Html =>
  page(
    lang,
    word('thanks', lang),
    html`<p role="status">${inLang(form.thanks, lang)}</p>
${answerBy === null ? null : html`<p>${word('answerBy', lang)} ${marked(answerBy, spokenTime(answerBy, zone, lang))}.</p>`}
${confirmBy === null ? null : html`<p>${choiceWord('asked', lang)} ${marked(confirmBy, spokenDay(confirmBy, zone, lang))}.</p>`}`,
  )
