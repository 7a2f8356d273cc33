import { z } from 'zod'
import { METADATA } from './marks.ts'
import type { ProviderReport } from '../../core/mail/incoming/event.ts'
import { judgeRefusal, type IncomingRecipient } from '../../core/mail/incoming/refusal.ts'

const text = z.string().max(100_000)
const base = {
  MessageID: z.string().max(200).nullish(),
  Metadata: z.record(z.string(), z.unknown()).nullish(),
}
const id = z.union([z.number(), z.string().max(100)]).transform(String)

// https://postmarkapp.com/developer/webhooks/bounce-webhook · …/spam-complaint-webhook
const bounce = z.object({
  ...base,
  RecordType: z.enum(['Bounce', 'SpamComplaint']),
  ID: id,
  Type: z.string().max(100),
  Email: z.string().max(320),
  Description: text.nullish(),
  Details: text.nullish(),
})
// https://postmarkapp.com/developer/webhooks/delivery-webhook
const delivery = z.object({ ...base, RecordType: z.literal('Delivery'), Recipient: z.string().max(320) })
// https://postmarkapp.com/developer/webhooks/subscription-change-webhook
const change = z.object({
  ...base,
  RecordType: z.literal('SubscriptionChange'),
  Recipient: z.string().max(320),
  ChangedAt: z.string().max(100),
  SuppressSending: z.boolean(),
  SuppressionReason: z.string().max(100).nullish(),
})
const other = z.object({ RecordType: z.string().max(100), MessageID: z.string().max(200).nullish() })
const report = z.union([bounce, delivery, change, other])

/**
 * Reads a webhook of Postmark. It is not signed: whoever calls has proved by its user and password who is at the other end.
 * @returns null for what has no shape of theirs; `kind` is `other` for what is no news
 */
export function postmarkReport(given: unknown): ProviderReport | null {
  const parsed = report.safeParse(given)
  if (!parsed.success) return null
  const said = parsed.data
  const named = 'Metadata' in said ? said.Metadata?.[METADATA] : undefined
  const mailId = typeof named === 'string' && /^[a-z0-9]{16,64}$/.test(named) ? named : null
  const uuid = said.MessageID ?? ''
  return { tokens: [], mailId, messageIds: [], ...meaning(said, uuid) }
}

type Said = z.output<typeof report>

function meaning(said: Said, uuid: string): Pick<ProviderReport, 'id' | 'kind' | 'recipients'> {
  const plain = (address: string): IncomingRecipient[] => [
    { address: address.toLowerCase(), class: 'unknown', status: null },
  ]
  // Their numbers go beyond what JSON's numbers hold exactly: by themselves they would be mistaken for one another.
  if ('ID' in said) return { id: `${said.RecordType}/${uuid}/${said.Type}/${said.ID}`, ...ofBounce(said) }
  if ('SuppressSending' in said) {
    // A bounce and a complaint say so themselves.
    const wanted = said.SuppressSending && said.SuppressionReason === 'ManualSuppression'
    return {
      id: `${said.RecordType}/${uuid}/${said.ChangedAt}`,
      kind: wanted ? 'unsubscribed' : 'other',
      recipients: plain(said.Recipient),
    }
  }
  if ('Recipient' in said)
    return { id: `Delivery/${uuid}`, kind: 'delivered', recipients: plain(said.Recipient) }
  return { id: `${said.RecordType}/${uuid}`, kind: 'other', recipients: [] }
}

// https://postmarkapp.com/developer/api/bounce-api#bounce-types
const LATE = new Set(['Transient', 'DnsError'])
const OURS = new Set([
  'SpamNotification',
  'Blocked',
  'DMARCPolicy',
  'VirusNotification',
  'SMTPApiError',
  'TemplateRenderingFailed',
])
const NOBODY = new Set(['HardBounce', 'BadEmailAddress', 'AddressChange'])
const MACHINES = new Set(['AutoResponder', 'ChallengeVerification'])

function ofBounce(said: z.output<typeof bounce>): Pick<ProviderReport, 'kind' | 'recipients'> {
  const address = said.Email.toLowerCase()
  const { class: judged, status } = judgeRefusal(null, said.Details ?? '')
  const with_ = (is: IncomingRecipient['class']): IncomingRecipient[] => [{ address, class: is, status }]
  if (said.RecordType === 'SpamComplaint' || said.Type === 'SpamComplaint')
    return { kind: 'complaint', recipients: with_('unknown') }
  if (said.Type === 'Unsubscribe') return { kind: 'unsubscribed', recipients: with_('unknown') }
  if (MACHINES.has(said.Type)) return { kind: 'auto-reply', recipients: [] }
  if (LATE.has(said.Type)) return { kind: 'delayed', recipients: with_('delayed') }
  if (OURS.has(said.Type)) return { kind: 'bounce', recipients: with_('sender') }
  // What the far server said goes before the drawer that Postmark put it in: policy is never the reader's doing.
  if (NOBODY.has(said.Type))
    return { kind: 'bounce', recipients: with_(judged === 'sender' ? 'sender' : 'hard') }
  if (said.Type === 'SoftBounce' || said.Type === 'Unknown')
    return { kind: 'bounce', recipients: with_(judged === 'sender' ? 'sender' : 'soft') }
  return { kind: 'other', recipients: [] }
}
