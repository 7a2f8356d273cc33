import { moneyInput, moneyText } from '../../core/sales/money.ts'
import type { AuctionView } from '../../store/auctions/bids.ts'
import { spoken } from '../../store/handoffs/words.ts'
import type { OfferPage } from '../../store/offers/read.ts'
import { type Html, html, type Part } from './html.ts'
import { contactsPart, storyPart } from './lead-story.ts'
import type { PageLang } from './layout.ts'
import { say } from './offer-words.ts'
import { callForm, callRuns, callState } from './sales/call-part.ts'
import { countdown, type Left } from './sales/countdown.ts'
import { type SalesWord, say as word } from './sales/words.ts'

const MAX_REASON = 500

/** How an offer is shown: under which address its forms go, whether calls can be put through, what has to be said. */
export interface OfferView {
  base: string
  lang: PageLang
  /** Where the lead is once it is taken. */
  leadUrl: string | null
  calls: boolean
  left: Left
  said: SalesWord | null
}

/** A page without its frame. */
export interface Content {
  title: string
  body: Html
  /** The time that runs down on it. */
  left?: Left | Left[]
}

/** An offer as its seller sees it: open, taken with the contacts, or over. */
export function offerPage(shown: OfferPage, view: OfferView): Content {
  const { offer, call, auction } = shown
  const { lang } = view
  if (shown.contacts) return takenPage(shown, view)
  if (offer.state === 'declined')
    return { title: say('declined', lang), body: html`<p role="status">${say('declinedText', lang)}</p>` }
  const open = offer.state === 'made' || offer.state === 'seen'
  const talks = callRuns(call) && offer.state === 'expired'
  if (!open && !talks)
    return { title: say('over', lang), body: html`<p role="status">${say('overText', lang)}</p>` }
  return {
    title: say('offer', lang),
    left: view.left,
    body: html`${view.said && html`<p class="fault" role="alert">${word(view.said, lang)}</p>`}
<p>${auction ? word('bidsEnd', lang) : say('answerBy', lang)} <strong>${spoken(offer.expiresAt, shown.seller.zone, lang)}</strong>.<br>
${countdown(view.left, lang)}</p>
${auction ? bidPart(shown, view) : takePart(shown, view)}
${storyPart(shown.story, lang)}
${
  // A bid stands, so there is nothing to decline for who leads.
  !auction?.leading &&
  html`<form method="post" action="${view.base}/decline">
<label for="reason">${say('why', lang)}</label>
<input type="text" id="reason" name="reason" maxlength="${MAX_REASON}" autocomplete="off">
<button type="submit" class="second">${auction ? word('noBid', lang) : say('decline', lang)}</button>
</form>`
}`,
  }
}

function takePart(shown: OfferPage, view: OfferView): Html {
  const { base, lang } = view
  return html`${callState(shown.call, base, lang)}
<form method="post" action="${base}/accept"><button type="submit">${say('accept', lang)}</button></form>
${callForm({ ...shown, ...view }, 'callText')}`
}

function bidPart({ auction }: OfferPage, { base, lang }: OfferView): Part {
  if (!auction) return null
  const { currency } = auction
  const text = (amount: number) => moneyText({ amount, currency }, lang)
  const top = auction.highest === null ? word('noBids', lang) : text(auction.highest)
  return html`<dl><dt>${word('floor', lang)}</dt><dd>${text(auction.floor)}</dd>
<dt>${word('highest', lang)}</dt><dd><strong>${top}</strong>${auction.leading && html` (${word('yours', lang)})`}</dd></dl>
${auction.leading ? html`<p role="status">${word('bidLeads', lang)}</p> <p><a href="${base}">${word('look', lang)}</a></p>` : bidForm(auction, base, lang)}`
}

function bidForm({ currency, least }: AuctionView, base: string, lang: PageLang): Html {
  return html`<form method="post" action="${base}/bid">
<input type="hidden" name="currency" value="${currency}">
<label for="amount">${word('yourBid', lang)}, ${currency} (${word('least', lang)} ${moneyText({ amount: least, currency }, lang)})</label>
<input type="text" inputmode="decimal" id="amount" name="amount" required value="${moneyInput({ amount: least, currency })}" autocomplete="off" aria-describedby="how-bids">
<button type="submit">${word('bid', lang)}</button>
<p class="hint" id="how-bids">${word('bidText', lang)}</p>
</form>`
}

function takenPage(shown: OfferPage, view: OfferView): Content {
  const { base, lang, leadUrl, said } = view
  const { contactDueAt: due, contactedAt: spoke } = shown
  const zone = shown.seller.zone
  return {
    title: say('yours', lang),
    body: html`${said && html`<p class="fault" role="alert">${word(said, lang)}</p>`}
${spoke !== null && html`<p role="status">${say('contacted', lang)}: ${spoken(spoke, zone, lang)}</p>`}
${spoke === null && due !== null && html`<p role="status">${say('callBy', lang)} <strong>${spoken(due, zone, lang)}</strong>.</p>`}
${shown.contacts && contactsPart(shown.contacts, lang)}
${spoke === null && html`${callState(shown.call, base, lang)}${shown.contacts?.phone && callForm({ ...shown, ...view }, 'callOwn')}`}
${leadUrl && html`<p><a class="button" href="${leadUrl}">${say('outcome', lang)}</a></p>`}
${storyPart(shown.story, lang)}`,
  }
}
