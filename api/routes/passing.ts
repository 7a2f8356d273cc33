import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { planNext } from '../../store/handoffs/next-step.ts'
import { passOn } from '../../store/handoffs/pass.ts'
import { addPromise, keptPromise, readPromises } from '../../store/handoffs/promises.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, maybeIso, problem, someLine, when } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const promise = z.strictObject({ text: someLine(500), dueAt: when.optional() })

const promised = z.object({
  id: z.string(),
  text: z.string(),
  by: z.string().nullable(),
  at: z.string(),
  dueAt: z.string().nullable(),
  keptAt: z.string().nullable(),
})

const written = ({ text, dueAt }: z.output<typeof promise>) => ({
  text,
  ...(dueAt !== undefined && { dueAt }),
})

/** A lead goes from hand to hand, and what was promised to it goes along. */
export const passingRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { access: 'seller' as const }
    const tags = ['sales']

    app.post(
      '/handoffs/:id/pass',
      {
        config,
        schema: {
          tags,
          summary:
            'Pass a lead on to somebody, to a level, or to the next level, with what was promised as a checklist',
          params: idParam,
          body: z.strictObject({
            to: z.union([z.uuid(), z.email().max(320)]).optional(),
            level: z.enum(['finder', 'closer', 'keeper']).optional(),
            why: someLine(500),
            promises: z.array(promise).max(50).default([]),
          }),
          response: { 200: z.object({ seller: z.string() }), '4xx': problem },
        },
      },
      async (request) => {
        const { to, level, why, promises } = request.body
        const pass = {
          why,
          promises: promises.map(written),
          ...(to !== undefined && { to }),
          ...(level !== undefined && { level }),
        }
        return passOn(store, request.params.id, pass, { sellerId: sellerOf(request) })
      },
    )

    app.post(
      '/handoffs/:id/next',
      {
        config,
        schema: {
          tags,
          summary: 'The owner says what comes next, and when; its reminder moves there',
          params: idParam,
          body: z.strictObject({ at: when, step: someLine(500).optional() }),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { at, step } = request.body
        const next = { at, ...(step !== undefined && { step }) }
        await planNext(store, request.params.id, next, { sellerId: sellerOf(request) })
        return reply.code(204).send(null)
      },
    )

    app.get(
      '/handoffs/:id/promises',
      {
        config,
        schema: {
          tags,
          summary: 'What was promised to the lead, open ones first',
          params: idParam,
          response: { 200: z.object({ promises: z.array(promised) }), '4xx': problem },
        },
      },
      async (request) => {
        const all = await readPromises(store, request.params.id, { sellerId: sellerOf(request) })
        return {
          promises: all.map((one) => ({
            ...one,
            at: iso(one.at),
            dueAt: maybeIso(one.dueAt),
            keptAt: maybeIso(one.keptAt),
          })),
        }
      },
    )

    app.post(
      '/handoffs/:id/promises',
      {
        config,
        schema: {
          tags,
          summary: 'Note what was promised to the lead',
          params: idParam,
          body: promise,
          response: { 201: z.object({ id: z.string() }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const by = { sellerId: sellerOf(request) }
        const id = await addPromise(store, request.params.id, written(request.body), by)
        return reply.code(201).send({ id })
      },
    )

    app.post(
      '/handoffs/:id/promises/:promise/kept',
      {
        config,
        schema: {
          tags,
          summary: 'A promise was kept',
          params: z.object({ id: z.uuid(), promise: z.uuid() }),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id, promise: kept } = request.params
        await keptPromise(store, id, kept, { sellerId: sellerOf(request) })
        return reply.code(204).send(null)
      },
    )
  }
