import type { SellerRow } from '../../../store/sellers.ts'
import { type Html, html, type Part } from '../html.ts'
import { type PageLang, page } from '../layout.ts'
import { say } from './words.ts'

const TABS = [
  ['offers', 'newOnes', '/my'],
  ['leads', 'leads', '/my/leads'],
  ['tasks', 'tasks', '/my/tasks'],
  ['add', 'add', '/my/new'],
] as const

type Tab = (typeof TABS)[number][0]

/** A page of somebody who is signed in: where to go on top, who it is and the way out at the end. */
export const framed = (
  lang: PageLang,
  shown: { tab?: Tab; seller: Pick<SellerRow, 'name'>; head?: Part },
  title: string,
  body: Part,
): Html =>
  page(
    lang,
    title,
    html`${body}
<form method="post" action="/my/out" class="end"><span class="hint">${shown.seller.name}</span>
<button type="submit" class="second">${say('signOut', lang)}</button></form>`,
    {
      ...(shown.head && { head: shown.head }),
      nav: html`<nav aria-label="${say('menu', lang)}"><ul class="tabs">${TABS.map(
        ([name, label, path]) =>
          html`<li><a href="${path}"${name === shown.tab && html` aria-current="page"`}>${say(label, lang)}</a></li>`,
      )}</ul></nav>`,
    },
  )
