import { spoken } from '../../../store/handoffs/words.ts'
import type { NextMail } from '../../../store/next-mail.ts'
import { type Html, html } from '../html.ts'
import type { PageLang } from '../layout.ts'
import { say } from './words.ts'

interface Shown {
  base: string
  lang: PageLang
  next: NextMail[]
  heldUntil: number | null
}

/** What the lead will be sent next, with the button that holds it. */
export function nextPart({ base, lang, next, heldUntil }: Shown, zone: string): Html {
  const held = heldUntil !== null
  return html`<h2>${say('next', lang)}</h2>
${
  next.length > 0
    ? html`<ul class="cards">${next.map((mail) => html`<li>${mail.subject}<p class="hint">${when(mail, zone, lang)}</p></li>`)}</ul>`
    : html`<p class="hint">${say('noNext', lang)}</p>`
}
${held && html`<p role="status">${say('heldUntil', lang)} <strong>${spoken(heldUntil, zone, lang)}</strong>.</p>`}
<form method="post" action="${base}/${held ? 'release' : 'hold'}">
<button type="submit" class="second" aria-describedby="how-held">${say(held ? 'release' : 'hold', lang)}</button>
<p class="hint" id="how-held">${say('holdText', lang)}</p></form>`
}

function when(mail: NextMail, zone: string, lang: PageLang): string {
  const from =
    mail.at === null ? say('dueNow', lang) : `${say('fromOn', lang)} ${spoken(mail.at, zone, lang)}`
  if (mail.waits) return `${from}; ${say('waits', lang)}`
  return mail.kind === 'service' ? `${from}; ${say('service', lang)}` : from
}
