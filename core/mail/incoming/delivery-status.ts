import { addressIn } from './addresses.ts'
import type { IncomingMessage } from './message.ts'
import { judgeRefusal, type IncomingRecipient } from './refusal.ts'
import { reportFields, untyped } from './report-fields.ts'

/** What a delivery status says: the addresses that failed or wait, and the envelope id that we gave. */
export interface DeliveryStatus {
  recipients: IncomingRecipient[]
  envelopeId: string | null
}

const MOST_RECIPIENTS = 1_000
const OF_RECIPIENT = new Set(['original-recipient', 'final-recipient', 'action', 'status'])
// RFC 3464 and its descendant for addresses beyond ASCII, RFC 6533.
const TYPES = /^message\/(?:global-)?delivery-status$/

type Group = Map<string, string>

/** A paragraph a recipient; where somebody forgot the empty line, the second Final-Recipient begins the next. */
function groupsOf(text: string): Group[] {
  const groups: Group[] = []
  for (const fields of reportFields(text)) {
    let group: Group = new Map()
    for (const [name, value] of fields) {
      if (OF_RECIPIENT.has(name) && group.has(name)) {
        groups.push(group)
        group = new Map()
      }
      if (!group.has(name)) group.set(name, value)
    }
    groups.push(group)
  }
  return groups
}

const actionOf = (group: Group): string => {
  const said = /[a-z]+/.exec(group.get('action')?.toLowerCase() ?? '')?.[0]
  if (said !== undefined) return said
  const first = group.get('status')?.trim()[0]
  return first === '2' ? 'delivered' : first === '4' ? 'delayed' : 'failed'
}

function recipientOf(group: Group): IncomingRecipient[] {
  // Whom we wrote to is the original one; the final one is where it was sent on to.
  const address =
    addressIn(untyped(group.get('original-recipient') ?? '')) ??
    addressIn(untyped(group.get('final-recipient') ?? ''))
  const refusal = judgeRefusal(group.get('status') ?? null, untyped(group.get('diagnostic-code') ?? ''))
  const action = actionOf(group)
  if (action === 'delayed') return [{ address, class: 'delayed', status: refusal.status }]
  return action === 'failed' ? [{ address, ...refusal }] : []
}

const isRecipient = (group: Group): boolean =>
  group.has('final-recipient') ||
  group.has('original-recipient') ||
  (group.has('action') && group.has('status'))

// Gateways flatten the report into the text, or hang it on as a text file.
const FLAT = /^[ \t]*(?:final|original)-recipient[ \t]*:.*@/im

function statusTexts({ parts, text }: IncomingMessage): string[] {
  const proper = parts.filter((part) => TYPES.test(part.type)).map((part) => part.text)
  if (proper.length > 0) return proper
  return [text, ...parts.filter((part) => part.type.startsWith('text/plain')).map((part) => part.text)]
    .filter((one) => FLAT.test(one))
    .map((one) => one.replace(/^[ \t]+(?=[a-z-]+[ \t]*:)/gim, ''))
}

/** Reads a delivery status notification (RFC 3464); null where there is none. Delivered, relayed and expanded are no news. */
export function deliveryStatus(message: IncomingMessage): DeliveryStatus | null {
  const texts = statusTexts(message)
  if (texts.length === 0) return null
  const groups = texts.flatMap((text) => groupsOf(text))
  const envelopeId = groups.map((group) => group.get('original-envelope-id')).find((id) => id !== undefined)
  const recipients = groups.filter(isRecipient).slice(0, MOST_RECIPIENTS).flatMap(recipientOf)
  return { recipients, envelopeId: envelopeId ?? null }
}
