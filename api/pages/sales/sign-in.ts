import { type Html, html } from '../html.ts'
import { type PageLang, page } from '../layout.ts'
import { say } from './words.ts'

/** Asks for the address. `wrong`: what was written and is none. */
export const signInPage = (lang: PageLang, wrong: string | null): Html =>
  page(
    lang,
    say('signIn', lang),
    html`<p>${say('signInText', lang)}</p>
<form method="post" action="/my/sign-in">
<label for="email">${say('yourEmail', lang)}</label>
<input type="email" id="email" name="email" required autocomplete="email" maxlength="320" value="${wrong ?? ''}"${wrong !== null && html` aria-invalid="true" aria-describedby="fault"`}>
${wrong !== null && html`<p class="fault" role="alert" id="fault">${say('noEmail', lang)}</p>`}
<button type="submit">${say('mailLink', lang)}</button>
</form>`,
  )

/** The same for every address, so that nobody learns which ones are ours. */
export const linkMailedPage = (lang: PageLang): Html =>
  page(lang, say('mailed', lang), html`<p role="status">${say('mailedText', lang)}</p>`)

/** Behind the link: one button, so that whoever only looks does not use it up. */
export const confirmPage = (lang: PageLang, token: string): Html =>
  page(
    lang,
    say('signIn', lang),
    html`<form method="post" action="/my/in/${token}"><button type="submit">${say('signIn', lang)}</button></form>`,
  )

/** For a link that was used, is too old, or never was one. */
export const linkUsedPage = (lang: PageLang): Html =>
  page(
    lang,
    say('linkUsed', lang),
    html`<p><a class="button" href="/my/sign-in">${say('anotherLink', lang)}</a></p>`,
  )
