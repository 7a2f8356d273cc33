import type { FastifyReply } from 'fastify'
import { type Html, html, type Part } from './html.ts'

/** The languages that our own pages speak. */
export type PageLang = 'en' | 'ru'

/** The first language that the browser asks for and that we speak; `fallback` else. */
export function pageLang(acceptLanguage: string | undefined, fallback = 'en'): PageLang {
  const asked = (acceptLanguage ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  const found = [...asked, fallback.slice(0, 2)].find((lang) => lang === 'en' || lang === 'ru')
  return found === 'ru' ? 'ru' : 'en'
}

/** A whole page: one column that fits a phone, one stylesheet, no script. `nav`: what stands above the title. */
export const page = (
  lang: PageLang,
  title: string,
  body: Part,
  { head, nav }: { head?: Part; nav?: Part } = {},
): Html => html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/kindling.css">
${head}
</head>
<body>
${nav}
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`

/** Sends a page. Pages are personal: nobody in between keeps them. */
export const sendPage = (reply: FastifyReply, markup: Html, status = 200): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(markup.markup)
