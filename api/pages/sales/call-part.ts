import type { NewestCall } from '../../../store/calls/newest.ts'
import type { SellerRow } from '../../../store/sellers.ts'
import { html, type Part } from '../html.ts'
import type { PageLang } from '../layout.ts'
import { type SalesWord, say } from './words.ts'

/** A lead that may be called through the exchange: by whom, and under which address the page's forms go. */
interface Callable {
  base: string
  lang: PageLang
  /** Calls can be put through at all. */
  calls: boolean
  call: NewestCall | null
  seller: SellerRow
}

const RUNNING = new Set<NewestCall['state']>(['asked', 'ringing', 'talking'])

/** Whether this call still runs. */
export const callRuns = (call: NewestCall | null): boolean => call !== null && RUNNING.has(call.state)

/** The button that calls the lead. For dealers: a seller of the house has the number as soon as the lead is taken. */
export function callForm({ call, seller, base, lang, calls }: Callable, how: SalesWord): Part {
  if (!calls || seller.dealer_id === null || callRuns(call)) return null
  return html`<form method="post" action="${base}/call"><button type="submit" class="second" aria-describedby="how-calls">${say('callNow', lang)}</button>
<p class="hint" id="how-calls">${say(how, lang)}</p></form>`
}

/** What became of the newest call, where that is worth a word. */
export function callState(call: NewestCall | null, base: string, lang: PageLang): Part {
  if (!call) return null
  if (callRuns(call))
    return html`<p role="status"><strong>${say('calling', lang)}</strong> <a href="${base}">${say('look', lang)}</a></p>`
  if (call.state === 'missed') return html`<p role="status">${say('missed', lang)}</p>`
  return call.state === 'failed' ? html`<p role="status">${say('noCall', lang)}</p>` : null
}
