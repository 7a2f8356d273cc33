import type { SunkMail } from './mailbox.ts'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const HEAD = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mail sink</title><style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } a { color: inherit; }
li { list-style: none; border-top: 1px solid #8884; padding: .7rem 0; } ul { padding: 0; }
.who { opacity: .7; font-size: .85rem; overflow-wrap: anywhere; }
iframe { width: 100%; height: 70vh; border: 1px solid #8884; background: #fff; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style></head><body>`

const whoAndWhen = ({ from, to, at }: SunkMail): string =>
  `<div class="who">${escaped(at)} · ${escaped(from)} → ${escaped(to.join(', '))}</div>`

/** The list, newest first. */
export const listPage = (mails: SunkMail[]): string =>
  `${HEAD}<h1>${mails.length === 0 ? 'No mail yet' : `${mails.length} mail${mails.length === 1 ? '' : 's'}`}</h1><ul>${mails
    .toReversed()
    .slice(0, 500)
    .map(
      (mail) =>
        `<li><a href="/mail/${mail.id}"><b>${escaped(mail.subject || '(no subject)')}</b></a>${whoAndWhen(mail)}</li>`,
    )
    .join('')}</ul></body></html>`

/** One mail: as a reader sees it, its text part and its headers. Its HTML runs no script. */
export const mailPage = (mail: SunkMail): string =>
  `${HEAD}<p><a href="/">All mail</a> · <a href="/messages/${mail.id}/raw">Raw</a></p><h1>${escaped(mail.subject)}</h1>${whoAndWhen(mail)}
<iframe sandbox="allow-popups" title="The mail" srcdoc="${escaped(mail.html)}"></iframe>
<h2>Text</h2><pre>${escaped(mail.text)}</pre><h2>Headers</h2><pre>${escaped(
    Object.entries(mail.headers)
      .flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}`))
      .join('\n'),
  )}</pre></body></html>`
