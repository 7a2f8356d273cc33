import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { erase } from '../../store/erasure/erase.ts'
import type { Named } from '../../store/erasure/person.ts'
import { type Receipt, readReceipt } from '../../store/erasure/receipt.ts'
import { actorOf } from '../auth.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, maybeIso, problem, someLine } from '../schemas.ts'

const why = someLine(200).optional()

const receipt = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done']),
    askedAt: z.string(),
    finishedAt: z.string().nullable(),
    by: z.string(),
    why: z.string().nullable(),
    leads: z.array(z.string()),
    counts: z.record(z.string(), z.number()),
    told: z.object({
      dealers: z.array(z.string()),
      sellers: z.array(z.string()),
      exchanges: z.array(z.string()),
    }),
  })
  .meta({ id: 'Erasure' })

const shown = ({ askedAt, finishedAt, ...rest }: Receipt): z.infer<typeof receipt> => ({
  ...rest,
  askedAt: iso(askedAt),
  finishedAt: maybeIso(finishedAt),
})

/** Persons are erased, by an admin's key alone; the receipt holds no personal data. */
export const erasureRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { access: 'admin' as const }
    const tags = ['erasure']
    const response = { 200: receipt, 202: receipt, '4xx': problem }

    const order = async (
      named: Named,
      asked: { why?: string | undefined } | null | undefined,
      actor: string,
    ) => {
      const { id, fresh } = await erase(store, named, { actor, why: asked?.why ?? null })
      return { status: fresh ? (202 as const) : (200 as const), body: shown(await readReceipt(store.db, id)) }
    }

    app.post(
      '/leads/:id/erase',
      {
        config,
        schema: {
          summary: 'Erase the person behind a lead; the same person again gets the same receipt',
          tags,
          params: idParam,
          body: z.strictObject({ why }).nullish(),
          response,
        },
      },
      async (request, reply) => {
        const { status, body } = await order({ lead: request.params.id }, request.body, actorOf(request))
        return reply.code(status).send(body)
      },
    )

    app.post(
      '/erasures',
      {
        config,
        schema: {
          summary:
            'Erase whoever has this address; one that nobody has is refused for marketing all the same',
          tags,
          body: z.strictObject({ email: someLine(320), why }),
          response,
        },
      },
      async (request, reply) => {
        const email = normalEmail(request.body.email)
        if (!email.ok) throw new AppError('bad_email', '/email')
        const { status, body } = await order({ email: email.email }, request.body, actorOf(request))
        return reply.code(status).send(body)
      },
    )

    app.get(
      '/erasures/:id',
      {
        config,
        schema: {
          summary: 'The receipt of an erasure: how far it is, what went, who is to be told',
          tags,
          params: idParam,
          response: { 200: receipt, '4xx': problem },
        },
      },
      async (request) => shown(await readReceipt(store.db, request.params.id)),
    )
  }
