import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { hookSecret } from '../../core/hook-secret.ts'
import { deliveredBefore, noteDelivery } from '../../store/hooks.ts'
import { foulPath } from '../body.ts'
import type { ApiDeps } from '../deps.ts'
import { pointer, problemOf, sendProblem } from '../problems.ts'
import { accountRef, leadRef, name, props, when } from '../schemas.ts'
import { rawBodies, verified } from '../signed-body.ts'

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
    rawBodies(app)

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
