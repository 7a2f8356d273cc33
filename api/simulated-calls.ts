import type { FastifyInstance } from 'fastify'
import { Webhook } from 'standardwebhooks'
import type { CallEvent } from '../providers/telephony/port.ts'
import { hookSecret } from '../core/hook-secret.ts'
import { telephonyHook } from './routes/telephony.ts'

const PROVIDER = 'simulator'

/**
 * Brings the simulator's events in by the door of all exchanges, signed, without a network. `app` comes late: the API is
 * built with the exchange in it. Machine time: the age of a signature.
 */
export const signedDelivery =
  (secret: string, app: () => FastifyInstance) =>
  async (event: CallEvent): Promise<void> => {
    const payload = JSON.stringify(event)
    const at = new Date(performance.timeOrigin + performance.now())
    const id = `${event.call ?? event.providerCall}/${event.type}`
    await app().inject({
      method: 'POST',
      url: `/hooks/telephony/${PROVIDER}`,
      payload,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(hookSecret(secret, telephonyHook(PROVIDER))).sign(id, at, payload),
      },
    })
  }
