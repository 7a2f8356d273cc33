import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { deliveredBefore, hookSecret, noteDelivery } from '../../store/hooks.ts'
import { foulPath, textOf } from '../body.ts'
import type { ApiDeps } from '../deps.ts'
import { pointer, problemOf, sendProblem } from '../problems.ts'
import { accountRef, leadRef, name, props, when } from '../schemas.ts'

const about = { lead: leadRef.optional(), account: accountRef.optional(), props: props.optional() }

/** `{type, timestamp?, data}` as Standard Webhooks have it, or the same flat. */
const delivery = z.object({
  type: name(),
  timestamp: when.optional(),
  at: when.optional(),
  data: z.object(about).optional(),
  ...about,
})

const params = z.object({ name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/) })

/** The body as it was signed. Machine time: the age of a signature. @throws AppError bad_signature */
function verified(request: FastifyRequest, secret: string): { id: string; body: unknown } {
  const raw = Buffer.isBuffer(request.body) ? textOf(request.body) : ''
  const header = (key: string) => String(request.headers[key] ?? '')
  const id = header('webhook-id')
  try {
    if (id.length > 200) throw new AppError('bad_signature')
    new Webhook(secret).verify(
      raw,
      {
        'webhook-id': id,
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      },
      { jsonParse: false },
    )
  } catch {
    throw new AppError('bad_signature')
  }
  try {
    return { id, body: JSON.parse(raw) }
  } catch {
    throw new AppError('bad_input', '')
  }
}

function checked(body: unknown): z.output<typeof delivery> {
  const foul = foulPath(body)
  if (foul) throw new AppError('bad_input', pointer(foul))
  const found = delivery.safeParse(body)
  if (!found.success) throw new AppError('bad_input', pointer(found.error.issues[0]?.path ?? []))
  return found.data
}

/** `POST /hooks/{name}`: what another system says, signed; becomes a fact. The same delivery again changes nothing. */
export const hooksRoutes =
  ({ store, secret }: ApiDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    // The signature is over the bytes as they came.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer' },
      async (_request: FastifyRequest, body: Buffer) => body,
    )

    app.post(
      '/hooks/:name',
      { schema: { params, tags: ['facts'], summary: 'A signed webhook' } as const },
      async (request, reply) => {
        const hook = (request.params as z.infer<typeof params>).name
        const { id, body } = verified(request, hookSecret(secret, hook))
        if (await deliveredBefore(store.db, hook, id)) return reply.code(202).send({ repeated: true })
        const { type, timestamp, at = timestamp, data, lead, account, props } = checked(body)
        const fact = {
          type,
          lead: data?.lead ?? lead,
          account: data?.account ?? account,
          props: data?.props ?? props,
        }
        const found = await acceptFacts(store, [
          { ...fact, key: `hook/${hook}/${id}`, ...(at !== undefined && { at }) },
        ])
        const refused = found.rejected[0]
        if (refused) {
          return sendProblem(
            reply,
            problemOf(request, new AppError('facts_refused'), [
              { pointer: refused.pointer, detail: refused.reason },
            ]),
          )
        }
        await noteDelivery(store.db, hook, id)
        return reply.code(202).send({ repeated: found.duplicate.length > 0 })
      },
    )
  }
