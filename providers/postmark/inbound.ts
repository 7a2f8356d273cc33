import { z } from 'zod'

// https://postmarkapp.com/developer/webhooks/inbound-webhook, with "Include raw email content in JSON payload"
const inbound = z.object({ MessageID: z.string(), RawEmail: z.string().min(1) })

/** The message in an inbound webhook of Postmark, as it came; null where it holds none. */
export function postmarkMessage(given: unknown): Buffer | null {
  const parsed = inbound.safeParse(given)
  return parsed.success ? Buffer.from(parsed.data.RawEmail, 'utf8') : null
}
