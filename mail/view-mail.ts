import { zoneOf } from '../core/time/zone.ts'
import { inMoment } from '../store/moment.ts'
import { readTemplate } from '../store/releases.ts'
import type { Store } from '../store/store.ts'
import type { CompiledTemplate } from './compile-template.ts'
import type { LinkBase } from './deps.ts'
import { trackedLinks } from './links.ts'
import { withReaders } from './readers.ts'
import { renderTemplate } from './render-template.ts'
import { senderOf } from './sender-of.ts'
import { readToken } from './tokens.ts'
import { linksOf, mayBeViewed, varsOf } from './vars.ts'

/** A mail as a page. */
export interface ViewedMail {
  key: string
  lang: string
  html: string
}

/**
 * A mail that left, filled once more for who reads it in a browser. Its links are tracked as in the mail; it holds no
 * picture that counts an open, and nothing by which somebody to whom the address was passed on could choose in the
 * reader's name.
 * @returns null for a link that is forged or over, a mail that never left, a lead that is no more, or a template that can
 * no longer be filled
 */
export async function viewMail(store: Store, token: string, base: LinkBase): Promise<ViewedMail | null> {
  const found = readToken<unknown>(base.secret, 'view', token, await store.clock.now(store.db))
  const key = Array.isArray(found) && typeof found[0] === 'string' ? found[0] : null
  if (key === null) return null
  const mail = await inMoment(
    store,
    async () => null,
    async (m) => {
      const message = await m.tx.selectFrom('messages').selectAll().where('key', '=', key).executeTakeFirst()
      if (!message?.lead_id || message.seller_id || message.sending_at === null || !message.template_hash)
        return null
      if (!mayBeViewed(message)) return null
      const lead = await m.tx
        .selectFrom('leads')
        .selectAll()
        .where('id', '=', message.lead_id)
        .where('erased_at', 'is', null)
        .executeTakeFirst()
      if (!lead) return null
      const [one] = await withReaders(m, [message], new Map([[lead.id, lead]]))
      return one && { ...one, template: await readTemplate<CompiledTemplate>(m.tx, message.template_hash) }
    },
  )
  if (!mail?.lead) return null
  const { message, release, lead, template } = mail
  const from = senderOf(release, message.sender, mail.from)
  const own = { ...base, publicUrl: from.links ?? base.publicUrl }
  const links = { ...linksOf(mail, own), unsubscribe: null, preferences: null, open: null, browser: null }
  const campaign = message.kind === 'marketing' ? message.template : null
  const book = trackedLinks({ ...own, key, campaign, sent: message.links ?? [] })
  try {
    const { html } = renderTemplate(template, varsOf(mail, { from, links, base: own }), {
      link: book.link,
      lang: template.lang,
      zone: zoneOf({ ...lead, company: mail.account }, release.defaults.zone).zone,
    })
    return { key, lang: template.lang, html }
  } catch {
    return null
  }
}
