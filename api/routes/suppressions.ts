import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { liftAddress, suppressAddress } from '../../store/suppress-address.ts'
import { listSuppressions } from '../../store/suppressions.ts'
import { actorOf } from '../auth.ts'
import { cursorOf, pageQuery, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import { iso, name, problem, someLine } from '../schemas.ts'

const named = { email: someLine(320), topic: name().nullish() }
const shown = z.object({
  email: z.string().nullable(),
  topic: z.string().nullable(),
  reason: z.string(),
  at: z.string(),
})
const place = z.object({ before: z.number() })

// The store keeps addresses in their one form.
function address(email: string): string {
  const found = normalEmail(email)
  if (!found.ok) throw new AppError('bad_email', '/email')
  return found.email
}

/** Addresses that take no mail: listed, added, lifted. Without a topic it is all mail. */
export const suppressionsRoutes =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['mail']

    app.get(
      '/suppressions',
      {
        schema: {
          summary: 'Addresses that take no mail, the newest first',
          tags,
          querystring: z.strictObject({ email: z.string().max(320).optional(), ...pageQuery }),
          response: {
            200: z.object({ suppressions: z.array(shown), next_cursor: z.string().nullable() }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { email, limit, cursor } = request.query
        const after = cursor === undefined ? undefined : readCursor(secret, cursor, place)
        const asked = { limit, ...after, ...(email !== undefined && { address: address(email) }) }
        const rows = await listSuppressions(store.db, asked)
        const last = rows.length === limit ? rows.at(-1) : undefined
        return {
          suppressions: rows.map(({ address: email, topic, reason, at }) => ({
            email,
            topic,
            reason,
            at: iso(at),
          })),
          next_cursor: last ? cursorOf(secret, { before: last.at }) : null,
        }
      },
    )

    app.post(
      '/suppressions',
      {
        schema: {
          summary: 'Send nothing more to this address',
          tags,
          body: z.strictObject({ ...named, reason: someLine(200).default('by hand') }),
          response: {
            201: z.object({ email: z.string(), topic: z.string().nullable(), reason: z.string() }),
            '4xx': problem,
          },
        },
      },
      async (request, reply) => {
        const { email, topic = null, reason } = request.body
        const suppressed = { email: address(email), topic: topic ?? null }
        await suppressAddress(store, suppressed, { reason, actor: actorOf(request) })
        return reply.code(201).send({ ...suppressed, reason })
      },
    )

    app.delete(
      '/suppressions',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Take an address off the list',
          tags,
          querystring: z.strictObject({ email: z.string().max(320).optional(), topic: name().optional() }),
          body: z.strictObject(named).nullish(),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { email, topic } = request.body ?? request.query
        if (email === undefined) throw new AppError('bad_input', '/email')
        const lifted = await liftAddress(
          store,
          { email: address(email), topic: topic ?? null },
          { actor: actorOf(request) },
        )
        if (!lifted) throw new AppError('not_suppressed')
        return reply.code(204).send(null)
      },
    )
  }
