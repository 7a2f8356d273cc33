import { z } from 'zod'

// https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
const received = z.object({
  notificationType: z.literal('Received'),
  receipt: z.object({ action: z.object({ encoding: z.string().optional() }).optional() }).optional(),
  content: z.string().min(1),
})

/** The message that SES received and wrote into SNS (its SNS action); null where the notification is another. */
export function sesMessage(message: string): Buffer | null {
  let given: unknown
  try {
    given = JSON.parse(message)
  } catch {
    return null
  }
  const parsed = received.safeParse(given)
  if (!parsed.success) return null
  const base64 = /base64/i.test(parsed.data.receipt?.action?.encoding ?? '')
  return Buffer.from(parsed.data.content, base64 ? 'base64' : 'utf8')
}
