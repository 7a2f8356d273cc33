import type { IncomingEvent, ProviderReport } from '../core/mail/incoming/event.ts'
import type { ReadMail } from './read-incoming.ts'
import { readVerp } from './verp.ts'

/** What a message that was read says of a mail of ours. */
export function eventOfMail(read: ReadMail): IncomingEvent {
  const { kind, recipients, messageKey, keyFrom, forged, messageIds, from, words } = read
  return {
    kind,
    recipients,
    mailId: messageKey ?? null,
    proof: keyFrom ?? (messageIds.length > 0 && forged === 0 ? 'message-id' : null),
    // Who sends a false token may send a false Message-ID too.
    messageIds: forged > 0 ? [] : messageIds,
    from,
    ...words,
  }
}

/** What a provider says of a mail of ours; its own signature is proof enough, and a token names the mail best. */
export function eventOfReport(report: ProviderReport, secret: string): IncomingEvent {
  const { kind, recipients, tokens, mailId, messageIds } = report
  const signed = tokens.map((token) => readVerp(secret, token)).find((id) => id !== null)
  return {
    kind,
    recipients,
    mailId: signed ?? mailId,
    proof: signed ? 'token' : 'provider',
    messageIds,
    from: '',
    subject: '',
    text: '',
  }
}
