import type { HandoffPage } from '../../store/handoffs/page.ts'
import { spoken } from '../../store/handoffs/words.ts'
import { type Html, html } from './html.ts'
import { contactsPart, storyPart } from './lead-story.ts'
import { type PageLang, page } from './layout.ts'
import { say } from './offer-words.ts'
import { inLang } from './words.ts'

const MAX_NOTE = 5000

/** The page of a lead that a seller has: how to reach it, the clock, and what came of it. */
export function ownedPage(shown: HandoffPage, token: string, lang: PageLang, fault = false): Html {
  const { handoff } = shown
  if (handoff.state === 'closed') return closedPage(shown, lang)
  return page(
    lang,
    say('yours', lang),
    html`${fault && html`<p class="fault" role="alert">${say('again', lang)}</p>`}
${clock(shown, token, lang)}
${shown.contacts && contactsPart(shown.contacts, lang)}
${storyPart(shown.story, lang)}
<h2>${say('outcome', lang)}</h2>
${Object.entries(shown.outcomes).map(([outcome, { label, reasons }]) => outcomeForm(token, lang, { outcome, label: inLang(label, lang), reasons: reasons ?? [] }))}`,
  )
}

function clock({ handoff, seller }: HandoffPage, token: string, lang: PageLang): Html | null {
  if (handoff.contacted_at !== null)
    return html`<p>${say('contacted', lang)}: ${spoken(handoff.contacted_at, seller.zone, lang)}</p>`
  if (handoff.contact_due_at === null) return null
  return html`<p role="status">${say('callBy', lang)} <strong>${spoken(handoff.contact_due_at, seller.zone, lang)}</strong>.</p>
<form method="post" action="/h/${token}/contacted"><button type="submit">${say('spoke', lang)}</button></form>`
}

// One form an outcome: each asks only for its own reasons, without any script.
function outcomeForm(
  token: string,
  lang: PageLang,
  { outcome, label, reasons }: { outcome: string; label: string; reasons: string[] },
): Html {
  const id = (part: string) => `${part}-${outcome.replaceAll(/[^a-z0-9]/gi, '-')}`
  return html`<details><summary>${label}</summary>
<form method="post" action="/h/${token}/disposition">
<input type="hidden" name="outcome" value="${outcome}">
${
  reasons.length > 0 &&
  html`<label for="${id('reason')}">${say('reason', lang)}</label>
<select id="${id('reason')}" name="reason" required><option value="">${say('choose', lang)}</option>${reasons.map((reason) => html`<option>${reason}</option>`)}</select>`
}
<label for="${id('until')}">${say('until', lang)}</label>
<input type="date" id="${id('until')}" name="until">
<label for="${id('note')}">${say('note', lang)}</label>
<textarea id="${id('note')}" name="note" maxlength="${MAX_NOTE}"></textarea>
<button type="submit">${say('save', lang)}: ${label}</button>
</form></details>
`
}

function closedPage({ handoff, outcomes }: HandoffPage, lang: PageLang): Html {
  const outcome = handoff.outcome ?? ''
  const known = Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : undefined
  return page(
    lang,
    say('closed', lang),
    html`<p role="status">${say('result', lang)}: ${known ? inLang(known.label, lang) : outcome}${handoff.reason && `, ${handoff.reason}`}</p>`,
  )
}

/** What a seller is told whose lead went to somebody else. */
export const notYours = (lang: PageLang): Html =>
  page(lang, say('notYours', lang), html`<p role="status">${say('overText', lang)}</p>`)
