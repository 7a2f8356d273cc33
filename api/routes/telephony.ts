import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { hearCall } from '../../store/calls/event.ts'
import { hookSecret } from '../../core/hook-secret.ts'
import { foulPath } from '../body.ts'
import type { ApiDeps } from '../deps.ts'
import { pointer } from '../problems.ts'
import { line, when } from '../schemas.ts'
import { rawBodies, verified } from '../signed-body.ts'

const LONGEST_S = 86_400

const event = z
  .strictObject({
    call: line(100).optional(),
    providerCall: line(200).optional(),
    type: z.enum(['ringing', 'answered', 'ended', 'missed', 'failed']),
    at: when.optional(),
    seconds: z.int().min(0).max(LONGEST_S).optional(),
    recording: line(2000).optional(),
  })
  .refine(({ call, providerCall }) => call !== undefined || providerCall !== undefined, {
    error: 'names no call',
  })

const params = z.object({ provider: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/) })

/** The hook under which an exchange signs: `kindling hook telephony-<provider>` prints its secret. */
export const telephonyHook = (provider: string): string => `telephony-${provider}`

/**
 * `POST /hooks/telephony/{provider}`: what a telephone exchange says of calls, signed. A call that nobody here asked for
 * is answered as any other, and changes nothing.
 */
export const telephonyRoutes =
  ({ store, secret }: ApiDeps) =>
  async (app: FastifyInstance): Promise<void> => {
    rawBodies(app)
    app.post(
      '/hooks/telephony/:provider',
      { schema: { params, tags: ['sales'], summary: 'A signed event of a telephone exchange' } as const },
      async (request, reply) => {
        const { provider } = request.params as z.infer<typeof params>
        const { body } = verified(request, hookSecret(secret, telephonyHook(provider)))
        const foul = foulPath(body)
        if (foul) throw new AppError('bad_input', pointer(foul))
        const found = event.safeParse(body)
        if (!found.success) throw new AppError('bad_input', pointer(found.error.issues[0]?.path ?? []))
        return reply.code(202).send(await hearCall(store, provider, defined(found.data)))
      },
    )
  }

/** The same without what is absent. */
function defined({ call, providerCall, type, at, seconds, recording }: z.output<typeof event>) {
  return {
    type,
    ...(call !== undefined && { call }),
    ...(providerCall !== undefined && { providerCall }),
    ...(at !== undefined && { at }),
    ...(seconds !== undefined && { seconds }),
    ...(recording !== undefined && { recording }),
  }
}
