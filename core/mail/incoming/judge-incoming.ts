import { answers, isAutomatic, isBulk } from './automatic.ts'
import { bounceInWords } from './bounce-text.ts'
import { type Claims, claimsOf } from './claims.ts'
import { deliveryStatus } from './delivery-status.ts'
import { feedbackReport } from './feedback-report.ts'
import type { IncomingMessage } from './message.ts'
import { isLoop, isNullSender, ofMachine } from './origin.ts'
import type { IncomingRecipient } from './refusal.ts'

/** What a message is taken for. `other`: nothing to act on, as a warning that a mail is late. */
export type IncomingKind = 'bounce' | 'complaint' | 'auto-reply' | 'reply' | 'other'

/** What a message from outside says, and of which mail; `claims` still have to be proved. */
export interface IncomingJudgement {
  kind: IncomingKind
  recipients: IncomingRecipient[]
  claims: Claims
}

type Meaning = Pick<IncomingJudgement, 'kind' | 'recipients'>
const plain = (kind: IncomingKind): Meaning => ({ kind, recipients: [] })

/** Only a failure is a bounce; who merely waits is named, and the message is `other`. */
const report = (recipients: IncomingRecipient[]): Meaning => ({
  kind: recipients.some((one) => one.class !== 'delayed') ? 'bounce' : 'other',
  recipients,
})

function meaningOf(message: IncomingMessage): Meaning {
  if (isLoop(message)) return plain('other')
  const worded = bounceInWords(message)
  if (worded) return report(worded.recipients)
  if (isAutomatic(message)) return plain('auto-reply')
  // Behind these stands no person, or one who wrote to many.
  if (isNullSender(message) || ofMachine(message.from)) return plain('other')
  const { messageIds } = claimsOf(message, [])
  if (isBulk(message) && messageIds.length === 0) return plain('other')
  return plain(answers(message) ? 'reply' : 'other')
}

const DEEPEST = 3

/**
 * Tells bounces, complaints, automatic answers and real replies apart. Reports for programs come first (RFC 5965, RFC 3464), then the words of
 * mail programs, then RFC 3834 and its forerunners; what is left and answers something is a person's.
 */
export function judgeIncoming(message: IncomingMessage, depth = 0): IncomingJudgement {
  const feedback = feedbackReport(message)
  if (feedback)
    return {
      ...(feedback.complaint ? { kind: 'complaint', recipients: feedback.recipients } : plain('other')),
      claims: claimsOf(message, [feedback.mailFrom]),
    }
  const status = deliveryStatus(message)
  if (status) return { ...report(status.recipients), claims: claimsOf(message, [status.envelopeId]) }
  // Gateways wrap a report into a mail of their own; a person who sends one on remains a person.
  const wrapped = message.inner.find((one) => deliveryStatus(one) ?? feedbackReport(one))
  if (wrapped && depth < DEEPEST && (ofMachine(message.from) || isNullSender(message))) {
    const inside = judgeIncoming(wrapped, depth + 1)
    const outside = claimsOf(message, [])
    return {
      ...inside,
      claims: { ...inside.claims, tokens: [...new Set([...outside.tokens, ...inside.claims.tokens])] },
    }
  }
  return { ...meaningOf(message), claims: claimsOf(message, []) }
}
