import { z } from 'zod'
import type { ProviderReport } from '../../core/mail/incoming/event.ts'
import { judgeRefusal, type IncomingRecipient } from '../../core/mail/incoming/refusal.ts'

const address = z.string().max(1000)
const code = z.string().max(10_000).nullish()
const failed = z.object({ emailAddress: address, status: code, diagnosticCode: code })

// https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html
// https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
const notification = z.object({
  notificationType: z.string().max(100).optional(),
  eventType: z.string().max(100).optional(),
  mail: z.object({
    source: z.string().max(1000).optional(),
    messageId: z.string().max(200),
    headers: z
      .array(z.object({ name: z.string().max(1000), value: z.string().max(10_000) }))
      .max(1000)
      .optional(),
    commonHeaders: z.object({ messageId: z.string().max(1000).optional() }).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string().max(100),
      bounceSubType: z.string().max(100).optional(),
      bouncedRecipients: z.array(failed).max(1000),
    })
    .optional(),
  complaint: z
    .object({
      complainedRecipients: z.array(z.object({ emailAddress: address })).max(1000),
      complaintFeedbackType: z.string().max(100).nullish(),
    })
    .optional(),
  delivery: z.object({ recipients: z.array(address).max(1000) }).optional(),
  deliveryDelay: z.object({ delayedRecipients: z.array(failed).max(1000) }).optional(),
})

type Said = z.output<typeof notification>

const ADDRESS = /<([^<>]*)>\s*$/
const bare = (text: string): string => (ADDRESS.exec(text)?.[1] ?? text).trim().toLowerCase()

/**
 * Reads what SES says in a message of SNS, as a notification or as a published event.
 * @param id of the SNS message; it stays the same when SNS tries again
 * @returns null for what has no shape of theirs; `kind` is `other` for what is no news
 */
export function sesReport(message: string, id: string): ProviderReport | null {
  let given: unknown
  try {
    given = JSON.parse(message)
  } catch {
    return null
  }
  const parsed = notification.safeParse(given)
  if (!parsed.success) return null
  const { mail } = parsed.data
  // SES puts a Message-ID of its own on the mail; ours is among the headers as we gave them.
  const ours = mail.headers?.find((header) => header.name.toLowerCase() === 'message-id')?.value
  const source = bare(mail.source ?? '')
  return {
    id,
    ...meaning(parsed.data),
    tokens: source === '' ? [] : [source.slice(0, Math.max(0, source.lastIndexOf('@')))],
    mailId: null,
    messageIds: [ours, mail.commonHeaders?.messageId].filter((one) => one !== undefined),
  }
}

function meaning(said: Said): Pick<ProviderReport, 'kind' | 'recipients'> {
  const plain = (list: string[]): IncomingRecipient[] =>
    list.map((one) => ({ address: bare(one), class: 'unknown', status: null }))
  const type = said.eventType ?? said.notificationType
  if (type === 'Bounce' && said.bounce) {
    const { bounceType, bounceSubType = '', bouncedRecipients } = said.bounce
    return {
      kind: 'bounce',
      recipients: bouncedRecipients.map((one) => recipientOf(one, bounceType, bounceSubType)),
    }
  }
  if (type === 'Complaint' && said.complaint) {
    const { complaintFeedbackType, complainedRecipients } = said.complaint
    // A reader took it out of the spam folder.
    if (complaintFeedbackType === 'not-spam') return { kind: 'other', recipients: [] }
    return { kind: 'complaint', recipients: plain(complainedRecipients.map((one) => one.emailAddress)) }
  }
  if (type === 'Delivery' && said.delivery)
    return { kind: 'delivered', recipients: plain(said.delivery.recipients) }
  if (type === 'DeliveryDelay' && said.deliveryDelay) {
    const recipients = said.deliveryDelay.delayedRecipients.map((one): IncomingRecipient => {
      const { status } = judgeRefusal(one.status ?? null, untyped(one.diagnosticCode))
      return { address: bare(one.emailAddress), class: 'delayed', status }
    })
    return { kind: 'delayed', recipients }
  }
  return { kind: 'other', recipients: [] }
}

const untyped = (text: string | null | undefined): string => (text ?? '').replace(/^\s*[\w-]+\s*;\s*/, '')

function recipientOf(
  { emailAddress, status, diagnosticCode }: z.output<typeof failed>,
  bounceType: string,
  subType: string,
): IncomingRecipient {
  const address = bare(emailAddress)
  const judged = judgeRefusal(status ?? null, untyped(diagnosticCode))
  // Not sent at all, because Amazon remembers that the address bounced; its codes there say nothing of the far server.
  if (/^(?:Suppressed|OnAccountSuppressionList)$/.test(subType))
    return { address, class: 'hard', status: judged.status }
  if (/^(?:ContentRejected|AttachmentRejected|MessageTooLarge)$/.test(subType))
    return { address, class: 'sender', status: judged.status }
  // The far server's own words go before Amazon's drawer; where it gave none, the drawer is all there is.
  if (judged.class !== 'unknown') return { address, ...judged }
  const is = bounceType === 'Permanent' ? 'hard' : bounceType === 'Transient' ? 'soft' : 'unknown'
  return { address, class: is, status: judged.status }
}
