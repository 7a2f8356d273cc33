import type { Preferences } from '../../store/preferences.ts'
import { otherLang, whyField } from './choices.ts'
import { choiceWord } from './choice-words.ts'
import { type Html, html } from './html.ts'
import { type PageLang, page } from './layout.ts'
import { spokenDay } from './spoken-time.ts'
import { inLang } from '../../core/release/in-lang.ts'

/** Inputs of the page that say how it looked when it was made. */
export const SHOWN = 'shown'
export const SHOWN_FEWER = 'shownFewer'

const NOTHING = 'nothing'

/** The topics that were ticked on a page, from what it sent; null for a page that did not say. */
export const shownOf = (sent: string | string[] | undefined): ReadonlySet<string> | null =>
  sent === undefined ? null : new Set([sent].flat().filter((one) => one !== NOTHING))

function topicsField(lang: PageLang, { topics }: Preferences): Html {
  const ticked = topics.filter((one) => one.wanted).map((one) => one.name)
  return html`<fieldset><legend>${choiceWord('topics', lang)}</legend>
${topics.map(
  (one) =>
    html`<label class="box"><input type="checkbox" name="topic" value="${one.name}"${one.wanted ? html` checked` : null}> <span>${inLang(one.topic.label, lang)}</span></label>
`,
)}</fieldset>
${[...ticked, NOTHING].map((name) => html`<input type="hidden" name="${SHOWN}" value="${name}">`)}`
}

const paceField = (lang: PageLang, { fewer }: Preferences): Html =>
  html`<fieldset><legend>${choiceWord('pace', lang)}</legend>
<label class="box"><input type="checkbox" name="fewer" value="yes"${fewer ? html` checked` : null}> <span>${choiceWord('fewer', lang)}</span></label>
</fieldset>
<input type="hidden" name="${SHOWN_FEWER}" value="${fewer ? 'yes' : 'no'}">`

function pauseField(lang: PageLang, { pausedUntil, zone }: Preferences): Html {
  const rests = pausedUntil !== null
  return html`<section aria-labelledby="pause"><h2 id="pause">${choiceWord('pause', lang)}</h2>
<p>${
    rests
      ? html`${choiceWord('pausedUntil', lang)} <time datetime="${new Date(pausedUntil).toISOString()}"><strong>${spokenDay(pausedUntil, zone, lang)}</strong></time>.`
      : choiceWord('pauseText', lang)
  }</p>
<button type="submit" class="second" name="what" value="${rests ? 'resume' : 'pause'}">${choiceWord(rests ? 'resumeButton' : 'pauseButton', lang)}</button>
</section>`
}

/**
 * All that a reader can choose, on one page without a script. It says how it looked, so that only what was touched
 * changes.
 */
export const preferencesPage = (
  lang: PageLang,
  action: string,
  shown: { preferences: Preferences; saved: boolean; answersTo: string },
): Html =>
  page(
    lang,
    choiceWord('preferences', lang),
    html`${otherLang(lang)}
${shown.saved ? html`<p role="status" class="said"><strong>${choiceWord('saved', lang)}.</strong> ${choiceWord('savedText', lang)}</p>` : null}
${shown.preferences.stopped ? html`<p class="fault">${choiceWord('stopped', lang)} <a href="mailto:${shown.answersTo}">${shown.answersTo}</a></p>` : null}
<form method="post" action="${action}">
${topicsField(lang, shown.preferences)}
${paceField(lang, shown.preferences)}
${whyField(lang)}
<button type="submit" name="what" value="save">${choiceWord('save', lang)}</button>
<button type="submit" class="second" name="what" value="none">${choiceWord('none', lang)}</button>
<p class="hint">${choiceWord('noneText', lang)}</p>
${pauseField(lang, shown.preferences)}
</form>`,
  )
