import type { ErrorCode } from '../../core/errors.ts'
import { endingText, reasonNames, reasonText } from '../../core/sales/ending-words.ts'
import { moneyText } from '../../core/sales/money.ts'
import type { HandoffPage } from '../../store/handoffs/page.ts'
import type { Promised } from '../../store/handoffs/promises.ts'
import { spoken } from '../../store/handoffs/words.ts'
import type { NextMail } from '../../store/next-mail.ts'
import { type Html, html, type Part } from './html.ts'
import { contactsPart, storyPart } from './lead-story.ts'
import type { PageLang } from './layout.ts'
import type { Content } from './offer.ts'
import { say } from './offer-words.ts'
import { callForm, callState } from './sales/call-part.ts'
import { nextPart } from './sales/next-part.ts'
import { type SalesWord, say as word } from './sales/words.ts'

const MAX_NOTE = 5000
const MAX_STEP = 500

/** How a lead is shown to the one who has it. */
export interface LeadView {
  base: string
  lang: PageLang
  next: NextMail[]
  promises: Promised[]
  /** Until when this seller holds the lead's mail, epoch ms. */
  heldUntil: number | null
  /** Calls can be put through. */
  calls: boolean
  /** What was sent cannot be taken as it is. */
  fault: { code: ErrorCode; word: SalesWord } | null
}

/** The page of a lead that a seller has: how to reach it, the clocks, what comes next, and what came of it. */
export function ownedPage(shown: HandoffPage, view: LeadView): Content {
  const { handoff } = shown
  const { lang, base } = view
  if (handoff.state === 'closed') return closedPage(shown, lang)
  return {
    title: say('yours', lang),
    body: html`${view.fault && html`<p class="fault" role="alert">${view.fault.code === 'reason_unknown' ? say('again', lang) : word(view.fault.word, lang)}</p>`}
${clock(shown, base, lang)}
${shown.contacts && contactsPart(shown.contacts, lang)}
${callPart(shown, view)}
${shown.due && html`<p>${word('owed', lang)}: <strong>${moneyText(shown.due, lang)}</strong></p>`}
${promisesPart(view, shown.seller.zone)}
${storyPart(shown.story, lang)}
<h2>${say('outcome', lang)}</h2>
${Object.keys(shown.outcomes).map((outcome) => outcomeForm(shown.outcomes, outcome, view))}
${nextPart(view, shown.seller.zone)}`,
  }
}

function clock({ handoff, seller }: HandoffPage, base: string, lang: PageLang): Html | null {
  const follow =
    handoff.follow_up_at !== null &&
    html`<p role="status">${word('followUp', lang)}: ${handoff.next_step} <strong>${spoken(handoff.follow_up_at, seller.zone, lang)}</strong></p>`
  if (handoff.contacted_at !== null)
    return html`<p>${say('contacted', lang)}: ${spoken(handoff.contacted_at, seller.zone, lang)}</p>${follow}
<details><summary>${word('plan', lang)}</summary>
<form method="post" action="${base}/next">
<label for="step">${word('planWhat', lang)}</label>
<input type="text" id="step" name="step" maxlength="${MAX_STEP}" autocomplete="off">
<label for="day">${word('planWhen', lang)}</label>
<input type="date" id="day" name="day" required>
<button type="submit">${say('save', lang)}</button>
</form></details>`
  if (handoff.contact_due_at === null) return null
  return html`<p role="status">${say('callBy', lang)} <strong>${spoken(handoff.contact_due_at, seller.zone, lang)}</strong>.</p>
<form method="post" action="${base}/contacted"><button type="submit">${say('spoke', lang)}</button></form>`
}

// As on the page of its offer: until they spoke, and only where there is an offer that the call can go through.
function callPart({ handoff, seller, offer, contacts }: HandoffPage, { base, lang, calls }: LeadView): Part {
  if (!offer || handoff.contacted_at !== null) return null
  const callable = { base, lang, calls, seller, call: offer.call }
  return html`${callState(offer.call, base, lang)}${contacts?.phone && callForm(callable, 'callOwn')}`
}

function promisesPart({ promises, base, lang }: LeadView, zone: string): Html | null {
  const open = promises.filter((one) => one.keptAt === null)
  if (open.length === 0) return null
  return html`<h2>${word('promised', lang)}</h2>
<ul class="cards">${open.map(
    (
      one,
    ) => html`<li>${one.text}${one.dueAt !== null && html`<p class="hint">${word('due', lang)}: ${spoken(one.dueAt, zone, lang)}</p>`}
<form method="post" action="${base}/kept"><input type="hidden" name="promise" value="${one.id}"><button type="submit" class="second">${word('done', lang)}</button></form></li>`,
  )}</ul>`
}

// One form an outcome: each asks only for its own reasons, without any script.
function outcomeForm(
  outcomes: HandoffPage['outcomes'],
  outcome: string,
  { base, lang }: Pick<LeadView, 'base' | 'lang'>,
): Html {
  const label = endingText(outcomes, { outcome }, lang)
  const reasons = reasonNames(outcomes[outcome])
  const id = (part: string) => `${part}-${outcome.replaceAll(/[^a-z0-9]/gi, '-')}`
  return html`<details><summary>${label}</summary>
<form method="post" action="${base}/disposition">
<input type="hidden" name="outcome" value="${outcome}">
${
  reasons.length > 0 &&
  html`<label for="${id('reason')}">${say('reason', lang)}</label>
<select id="${id('reason')}" name="reason" required><option value="">${say('choose', lang)}</option>${reasons.map((reason) => html`<option value="${reason}">${reasonText(outcomes, { outcome, reason }, lang)}</option>`)}</select>`
}
<label for="${id('until')}">${say('until', lang)}</label>
<input type="date" id="${id('until')}" name="until">
<label for="${id('note')}">${say('note', lang)}</label>
<textarea id="${id('note')}" name="note" maxlength="${MAX_NOTE}"></textarea>
<button type="submit">${say('save', lang)}: ${label}</button>
</form></details>
`
}

function closedPage({ handoff, outcomes }: HandoffPage, lang: PageLang): Content {
  const ending = { outcome: handoff.outcome ?? '', reason: handoff.reason }
  return {
    title: say('closed', lang),
    body: html`<p role="status">${say('result', lang)}: ${endingText(outcomes, ending, lang)}</p>`,
  }
}
