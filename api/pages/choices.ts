import { LEAVING_REASONS } from '../../core/mail/leaving-reasons.ts'
import type { Topic } from '../../core/release/release.ts'
import { choiceWord } from './choice-words.ts'
import { type Html, html } from './html.ts'
import { type PageLang, page } from './layout.ts'
import { inLang } from '../../core/release/in-lang.ts'

/** The way to the same page in the other language. */
export const otherLang = (lang: PageLang): Html => {
  const other = lang === 'en' ? 'ru' : 'en'
  return html`<p class="hint"><a href="?lang=${other}" lang="${other}" hreflang="${other}">${choiceWord('other', lang)}</a></p>`
}

/** Why somebody wants less, to be answered or not. */
export const whyField = (lang: PageLang): Html => html`<details>
<summary id="why">${choiceWord('why', lang)}</summary>
<fieldset aria-labelledby="why">
${Object.entries(LEAVING_REASONS).map(
  ([code, words]) =>
    html`<label class="box"><input type="radio" name="reason" value="${code}"> <span>${words[lang]}</span></label>
`,
)}</fieldset>
</details>`

/** Asks before anything is stopped: gateways open every link, so looking must change nothing. */
export const unsubscribePage = (
  lang: PageLang,
  action: string,
  shown: { topic: Topic | null; preferences: string },
): Html =>
  page(
    lang,
    choiceWord('unsubscribe', lang),
    html`${otherLang(lang)}
<p>${shown.topic ? html`${choiceWord('unsubscribeText', lang)} <strong>${inLang(shown.topic.label, lang)}</strong>.` : choiceWord('unsubscribeAllText', lang)}</p>
<form method="post" action="${action}">
${whyField(lang)}
<button type="submit" name="what" value="topic">${choiceWord('unsubscribeButton', lang)}</button>
${shown.topic ? html`<button type="submit" class="second" name="what" value="all">${choiceWord('unsubscribeAll', lang)}</button>` : null}
</form>
<p><a href="${shown.preferences}">${choiceWord('choosePreferences', lang)}</a></p>`,
  )

/** It is done. */
export const unsubscribedPage = (lang: PageLang, preferences: string): Html =>
  page(
    lang,
    choiceWord('unsubscribed', lang),
    html`<p role="status">${choiceWord('unsubscribedText', lang)}</p>
<p><a href="${preferences}">${choiceWord('changeMind', lang)}</a></p>`,
  )

/** For a link that is forged, too old, or of nobody. */
export const gonePage = (lang: PageLang): Html =>
  page(lang, choiceWord('gone', lang), html`<p>${choiceWord('goneText', lang)}</p>`)

/** For the address of a form that nobody published. */
export const noFormPage = (lang: PageLang): Html =>
  page(lang, choiceWord('noForm', lang), html`<p>${choiceWord('noFormText', lang)}</p>`)
