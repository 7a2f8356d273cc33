import type { ConsentAsk } from '../../store/confirm-consent.ts'
import { otherLang } from './choices.ts'
import { choiceWord } from './choice-words.ts'
import { type Html, html } from './html.ts'
import { type PageLang, page } from './layout.ts'

/** Shows what was ticked, in the words in which it was read, and asks once more. */
export const confirmPage = (lang: PageLang, action: string, { boxes }: ConsentAsk): Html =>
  page(
    lang,
    choiceWord('confirm', lang),
    html`${otherLang(lang)}
<p>${choiceWord('confirmText', lang)}</p>
<ul>${boxes.map((box) => html`<li>${box.text}</li>`)}</ul>
<form method="post" action="${action}">
<button type="submit">${choiceWord('confirmButton', lang)}</button>
</form>
<p class="hint">${choiceWord('confirmNot', lang)}</p>`,
  )

/** It is kept: now, or already before. */
export const confirmedPage = (lang: PageLang, preferences: string): Html =>
  page(
    lang,
    choiceWord('confirmed', lang),
    html`<p role="status">${choiceWord('confirmedText', lang)} <a href="${preferences}">${choiceWord('changeMind', lang)}</a></p>`,
  )

/** Too late, and what can be done. */
export const lapsedPage = (lang: PageLang, form: string | null): Html =>
  page(
    lang,
    choiceWord('lapsed', lang),
    html`<p role="status">${choiceWord('lapsedText', lang)}${form === null ? null : html` <a href="${form}">${choiceWord('toForm', lang)}</a>`}</p>`,
  )
