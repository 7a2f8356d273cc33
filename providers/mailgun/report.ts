import { z } from 'zod'
import type { ProviderReport } from '../../core/mail/incoming/event.ts'
import { judgeRefusal, type IncomingRecipient } from '../../core/mail/incoming/refusal.ts'
import { isSigned, signature } from './signature.ts'

// https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhook-payloads
const event = z.object({
  event: z.string(),
  id: z.string().max(200).optional(),
  severity: z.string().optional(),
  reason: z.string().optional(),
  recipient: z.string().max(320).optional(),
  envelope: z.object({ sender: z.string().max(1000).optional() }).optional(),
  message: z
    .object({ headers: z.object({ 'message-id': z.string().max(1000).optional() }).optional() })
    .optional(),
  'delivery-status': z
    .object({
      code: z.number().nullish(),
      'enhanced-code': z.string().nullish(),
      message: z.string().nullish(),
      description: z.string().nullish(),
    })
    .optional(),
})

const body = z.object({ signature, 'event-data': event })

/**
 * Reads a webhook of Mailgun. Its signature covers a time and a token, not what it says: whoever takes it in must take a token once only,
 * which the report's `id` is.
 * @param keys webhook signing keys, any of which may have signed
 * @param machineNow epoch ms of machine time
 * @returns null where the signature is not theirs or too old; `kind` is `other` for what is no news
 */
export function mailgunReport(
  given: unknown,
  keys: readonly string[],
  machineNow: number,
): ProviderReport | null {
  const parsed = body.safeParse(given)
  if (!parsed.success) return null
  const { signature: signed, 'event-data': said } = parsed.data
  if (!isSigned(signed, keys, machineNow)) return null
  const id = said.message?.headers?.['message-id']
  return {
    id: signed.token,
    ...meaning(said),
    tokens: said.envelope?.sender === undefined ? [] : [localOf(said.envelope.sender)],
    mailId: null,
    messageIds: id === undefined ? [] : [`<${id.replace(/^<|>$/g, '')}>`],
  }
}

const localOf = (address: string): string => address.slice(0, Math.max(0, address.lastIndexOf('@')))

type Said = z.output<typeof event>

function meaning(said: Said): Pick<ProviderReport, 'kind' | 'recipients'> {
  const address = said.recipient?.toLowerCase() ?? null
  const plain = (is: IncomingRecipient['class']): IncomingRecipient[] => [
    { address, class: is, status: null },
  ]
  if (said.event === 'delivered') return { kind: 'delivered', recipients: plain('unknown') }
  if (said.event === 'complained') return { kind: 'complaint', recipients: plain('unknown') }
  if (said.event === 'unsubscribed') return { kind: 'unsubscribed', recipients: plain('unknown') }
  if (said.event !== 'failed') return { kind: 'other', recipients: [] }
  const refusal = refusalOf(said)
  return said.severity === 'permanent'
    ? { kind: 'bounce', recipients: [{ address, ...refusal }] }
    : { kind: 'delayed', recipients: [{ address, class: 'delayed', status: refusal.status }] }
}

/** The far server's words judge; `suppress-…` means that Mailgun did not even try, by what it remembers of the address. */
function refusalOf({ reason, 'delivery-status': status }: Said): Omit<IncomingRecipient, 'address'> {
  if (reason === 'suppress-bounce') return { class: 'hard', status: null }
  if (reason?.startsWith('suppress-')) return { class: 'unknown', status: null }
  const basic = status?.code ?? null
  const words = `${status?.message ?? ''} ${status?.description ?? ''}`.trim()
  const said = basic !== null && basic >= 400 && basic < 600 ? `${basic} ${words}` : words
  return judgeRefusal(status?.['enhanced-code'] ?? null, said)
}
