import { spoken } from '../../store/handoffs/words.ts'
import type { OfferPage } from '../../store/offers/read.ts'
import { type Html, html } from './html.ts'
import { contactsPart, storyPart } from './lead-story.ts'
import { type PageLang, page } from './layout.ts'
import { say, timeLeft } from './offer-words.ts'

const MAX_REASON = 500

/** An offer as its seller sees it: open with two buttons, taken with the contacts, or over. */
export function offerPage(shown: OfferPage, token: string, lang: PageLang, handoffUrl: string | null): Html {
  const { offer } = shown
  if (shown.contacts) return takenPage(shown, lang, handoffUrl)
  if (offer.state === 'declined')
    return page(lang, say('declined', lang), html`<p role="status">${say('declinedText', lang)}</p>`)
  if (offer.state !== 'made' && offer.state !== 'seen') return offerOver(lang)
  return page(
    lang,
    say('offer', lang),
    html`<p>${say('answerBy', lang)} <strong>${spoken(offer.expiresAt, shown.seller.zone, lang)}</strong>.
<span class="hint">${say('left', lang)}: ${timeLeft(offer.expiresAt - shown.now, lang)}</span></p>
<form method="post" action="/o/${token}/accept"><button type="submit">${say('accept', lang)}</button></form>
${storyPart(shown.story, lang)}
<form method="post" action="/o/${token}/decline">
<label for="reason">${say('why', lang)}</label>
<input type="text" id="reason" name="reason" maxlength="${MAX_REASON}" autocomplete="off">
<button type="submit" class="second">${say('decline', lang)}</button>
</form>`,
  )
}

function takenPage(shown: OfferPage, lang: PageLang, handoffUrl: string | null): Html {
  const due = shown.contactDueAt
  return page(
    lang,
    say('yours', lang),
    html`${due !== null && html`<p role="status">${say('callBy', lang)} <strong>${spoken(due, shown.seller.zone, lang)}</strong>.</p>`}
${shown.contacts && contactsPart(shown.contacts, lang)}
${handoffUrl && html`<p><a class="button" href="${handoffUrl}">${say('outcome', lang)}</a></p>`}
${storyPart(shown.story, lang)}`,
  )
}

/** What a late tap is told. */
const offerOver = (lang: PageLang): Html =>
  page(lang, say('over', lang), html`<p role="status">${say('overText', lang)}</p>`)
