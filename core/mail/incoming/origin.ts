import { type IncomingMessage, valueOf, valuesOf } from './message.ts'

const MACHINE =
  /^(?:mailer-?daemon|mail-?daemon|maildaemon|mdaemon|postmaster|mail\.?delivery(?:\.system)?|mail-delivery-(?:subsystem|system)|microsoftexchange[0-9a-f]*|mailsystem|mail-system|double-bounce|bounces?)(?:[-+.][^@]*)?@/

/** Whether an address is that of a mail program, not of a person. */
export const ofMachine = (address: string): boolean => MACHINE.test(address)

/** Whether it came with the empty reverse-path (RFC 5321 §4.5.5): nobody may answer such mail, and no person sends it. */
export const isNullSender = (message: IncomingMessage): boolean =>
  [...valuesOf(message, 'return-path'), ...valuesOf(message, 'x-envelope-from')].some((path) =>
    /^<\s*>/.test(path),
  )

const MOST_HOPS = 50
const OUR_ID = /^<[a-z0-9]{16,64}@([^>\s]+)>$/i

/** A mail of our own that came back as it was: the shape of our Message-ID and of our Feedback-ID, of one domain. */
function ours(message: IncomingMessage): boolean {
  const domain = OUR_ID.exec(valueOf(message, 'message-id'))?.[1]?.toLowerCase()
  const feedback = valueOf(message, 'feedback-id').toLowerCase()
  return (
    domain !== undefined &&
    /^[^:]*:[^:]*:(?:service|marketing):/.test(feedback) &&
    feedback.endsWith(`:${domain.replace(/[^a-z0-9-]+/g, '-')}`)
  )
}

/**
 * Whether the message goes in a circle: our own mail, more hops than any way has, or delivered twice to one address (RFC 5321 §6.3).
 */
export function isLoop(message: IncomingMessage): boolean {
  const delivered = valuesOf(message, 'delivered-to').map((address) => address.toLowerCase())
  return (
    ours(message) ||
    valuesOf(message, 'received').length > MOST_HOPS ||
    new Set(delivered).size < delivered.length
  )
}
