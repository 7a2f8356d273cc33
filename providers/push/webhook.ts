import { Webhook } from 'standardwebhooks'
import { hookSecret } from '../../core/hook-secret.ts'
import type { Nudge, Push } from './port.ts'

/** Nobody waits for it, so a receiver that is slow is let go. Machine ms. */
const PATIENCE = 5000

/**
 * Hands every nudge to an address of yours, signed (Standard Webhooks), for a bot that knows who has which chat.
 * @param secret `whsec_…`, as `kindling hook push` prints it
 */
export const webhookPush = ({
  url,
  secret,
  publicUrl,
}: {
  url: string
  secret: string
  publicUrl: string
}): Push => ({
  async tell({ path, until, ...nudge }: Nudge) {
    const payload = JSON.stringify({
      ...nudge,
      url: `${publicUrl}${path}`,
      until: new Date(until).toISOString(),
    })
    // Machine time: the age of a signature.
    const at = new Date(performance.timeOrigin + performance.now())
    const answer = await fetch(url, {
      method: 'POST',
      body: payload,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        'content-type': 'application/json',
        'webhook-id': nudge.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(nudge.id, at, payload),
      },
    })
    if (!answer.ok) throw new Error(`the receiver of nudges answered ${answer.status}`)
  },
})

/** The push that the configuration asks for; none without an address. */
export const configuredPush = ({
  pushUrl,
  secret,
  publicUrl,
}: {
  pushUrl?: string | undefined
  secret: string
  publicUrl: string
}): Push | undefined =>
  pushUrl === undefined
    ? undefined
    : webhookPush({ url: pushUrl, secret: hookSecret(secret, 'push'), publicUrl })
