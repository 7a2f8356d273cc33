import { randomUUID } from 'node:crypto'
import { dataFolder } from '../../config.ts'
import { normalEmail } from '../../core/identity/email.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import { compose, messageIdOf } from '../../mail/compose.ts'
import type { Rendered } from '../../mail/render-template.ts'
import { keyRing } from '../../mail/dkim/keys.ts'
import { signingKey } from '../../mail/dkim/signing.ts'
import { asciiAddress } from '../../mail/sender-of.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import type { Marketing } from '../../store/releases.ts'
import { Refused, UsageError } from '../output.ts'
import { readRunFile } from '../run-file.ts'

interface TestMail {
  template: CompiledTemplate
  rendered: Rendered
  marketing: Marketing
  to: string
}

/** Sends one filled template by SMTP (`SMTP_URL`, else the sink of the running system). @throws Refused */
export async function sendTest({ template, rendered, marketing, to }: TestMail): Promise<void> {
  const email = normalEmail(to)
  if (!email.ok) throw new UsageError(`${to} is no email address.`)
  const { topics, senders, defaults } = marketing
  const sender = senders[topics[template.topic]?.sender ?? defaults.sender]
  if (!sender) throw new Refused(`The topic ${template.topic} has no sender.`)
  const from = asciiAddress(sender.address)
  const bytes = await compose({
    messageId: messageIdOf(randomUUID().replaceAll('-', ''), from),
    // Machine time: a test mail is no part of what happens to a lead.
    date: performance.timeOrigin + performance.now(),
    from: {
      name: sender.name,
      address: from,
      replyTo: { name: sender.name, address: asciiAddress(sender.replyTo ?? sender.address) },
    },
    to: { name: null, address: email.email },
    words: { ...rendered, subject: `[test] ${rendered.subject}` },
    lang: template.lang,
    template: template.name,
    topic: template.topic,
    kind: template.kind,
    unsubscribe: null,
    automatic: 'auto-generated',
    key: signingKey(keyRing(dataFolder(process.env), process.env.KINDLING_DKIM_KEYS), sender),
  })
  const transport = smtpTransport(process.env.SMTP_URL || readRunFile().smtp, { connections: 1 })
  try {
    const delivery = await transport.send({ from, to: email.email, bytes, may: async () => true })
    if (delivery.end === 'accepted') return
    throw new Refused(
      delivery.end === 'refused'
        ? `The mail server refuses it: ${delivery.code} ${delivery.text}`
        : 'The mail server does not answer.',
    )
  } finally {
    await transport.close()
  }
}
