import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { sampleFile } from '../../cli/preview/sample-file.ts'
import { sampleVars } from '../../cli/preview/sample-vars.ts'
import { sha256 } from '../../core/hash.ts'
import { compose, messageIdOf } from '../../mail/compose.ts'
import type { SigningKey } from '../../mail/dkim/sign.ts'
import { trackedLinks } from '../../mail/links.ts'
import { type Rendered, renderTemplate } from '../../mail/render-template.ts'
import { asciiAddress } from '../../mail/sender-of.ts'
import { linksOf } from '../../mail/vars.ts'

const root = join(import.meta.dirname, '..', '..')
const BASE = {
  publicUrl: 'https://go.verstak.example',
  secret: 'a secret that only these mails know',
}
const LEAD = '5a0c9b1e-0d0f-4a57-9f0e-2f6d6f8a7c11'

/** A mail of the examples as a lane would send it. */
export interface ExampleMail {
  /** `play/breakfast.en` */
  name: string
  kind: 'service' | 'marketing'
  lang: string
  words: Rendered
  bytes: Buffer
}

/**
 * Every template of the examples in each of its languages, filled with its sample over an invented reader, with signed links,
 * one-click headers and, with a key, a signature: all that a real mail has. `date`: epoch ms.
 */
export async function exampleMails(date: number, key: SigningKey | null = null): Promise<ExampleMail[]> {
  const { marketing, faults } = await loadMarketing(root)
  if (!marketing) throw new Error(`the example marketing has faults: ${JSON.stringify(faults)}`)
  const { topics, senders, defaults } = marketing
  const mails: ExampleMail[] = []
  for (const template of marketing.compiledTemplates) {
    const { kind, lang, topic } = template
    const sender = senders[topics[topic]?.sender ?? defaults.sender]
    if (!sender) throw new Error(`${template.name} has no sender`)
    const ours = template.name.startsWith('sales/') || template.name.startsWith('alert/')
    const messageKey = sha256(`${template.name}.${lang}`).slice(0, 32)
    const file = sampleFile(root, template)
    const sample = file ? JSON.parse(readFileSync(file, 'utf8')) : {}
    const links = linksOf(
      {
        message: { key: messageKey, kind, seller_id: ours ? 'ours' : null, queued_at: date, vars: sample },
        lead: { id: LEAD },
      } as never,
      BASE,
    )
    const book = trackedLinks({
      ...BASE,
      key: messageKey,
      campaign: kind === 'marketing' ? template.name : null,
    })
    const vars = { ...sampleVars(template, marketing, sample), links }
    const words = renderTemplate(template, vars, { link: book.link, lang, zone: defaults.zone })
    const address = asciiAddress(sender.address)
    const replyTo = { name: sender.name, address: asciiAddress(sender.replyTo ?? sender.address) }
    const bytes = await compose({
      messageId: messageIdOf(messageKey, address),
      ...{ date, words, lang, kind, topic, key },
      from: { name: sender.name, address, replyTo },
      to: { name: lang === 'ru' ? 'Иван Соколов' : 'Emma Clarke', address: 'reader@client.example' },
      template: template.name,
      unsubscribe: links.unsubscribe,
      automatic: ours ? 'auto-generated' : null,
    })
    mails.push({ name: `${template.name}.${lang}`, kind, lang, words, bytes })
  }
  return mails
}
