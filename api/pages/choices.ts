import type { Topic } from '../../core/release/release.ts'
import { type Html, html } from './html.ts'
import { type PageLang, page } from './layout.ts'
import { inLang, word } from './words.ts'

/** What the reader of a mail may get, by the name of the topic. */
export interface TopicChoice {
  name: string
  topic: Topic
  wanted: boolean
}

/** Asks before anything is stopped: gateways open every link, so looking must change nothing. */
export const unsubscribePage = (
  lang: PageLang,
  token: string,
  shown: { topic: Topic | null; preferences: string | null },
): Html =>
  page(
    lang,
    word('unsubscribe', lang),
    html`<p>${shown.topic ? html`${word('unsubscribeText', lang)} <strong>${inLang(shown.topic.label, lang)}</strong>.` : word('unsubscribeAllText', lang)}</p>
<form method="post" action="/m/u/${token}">
<button type="submit" name="what" value="topic">${word('unsubscribeButton', lang)}</button>
${shown.topic ? html`<button type="submit" class="second" name="what" value="all">${word('unsubscribeAll', lang)}</button>` : null}
</form>
${shown.preferences ? html`<p><a href="${shown.preferences}">${word('choosePreferences', lang)}</a></p>` : null}`,
  )

/** It is done. */
export const unsubscribedPage = (lang: PageLang): Html =>
  page(lang, word('unsubscribed', lang), html`<p role="status">${word('unsubscribedText', lang)}</p>`)

/** All topics with a box each, and one button that stops everything. */
export const preferencesPage = (
  lang: PageLang,
  token: string,
  { topics, saved }: { topics: TopicChoice[]; saved: boolean },
): Html =>
  page(
    lang,
    word('preferences', lang),
    html`${saved ? html`<p role="status"><strong>${word('saved', lang)}.</strong> ${word('savedText', lang)}</p>` : null}
<form method="post" action="/m/p/${token}">
<fieldset>${topics.map(
      (one) =>
        html`<label class="box"><input type="checkbox" name="topic" value="${one.name}"${one.wanted ? html` checked` : null}> <span>${inLang(one.topic.label, lang)}</span></label>`,
    )}</fieldset>
<button type="submit" name="what" value="save">${word('save', lang)}</button>
<button type="submit" class="second" name="what" value="none">${word('wantAll', lang)}</button>
</form>`,
  )

/** For a link that is forged, too old, or of nobody. */
export const gonePage = (lang: PageLang): Html =>
  page(lang, word('gone', lang), html`<p>${word('goneText', lang)}</p>`)
