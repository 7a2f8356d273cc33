import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import type { ApiDeps } from '../deps.ts'
import { problemOf, sendProblem } from '../problems.ts'
import { accountRef, leadRef, name, problem, props, someLine, when } from '../schemas.ts'

const BODY_LIMIT = 5_000_000
const MAX_FACTS = 1000

const fact = z
  .strictObject({
    type: name(100),
    at: when.optional(),
    key: someLine(200).optional(),
    lead: leadRef.optional(),
    account: accountRef.optional(),
    props: props.optional(),
  })
  .meta({ id: 'NewFact' })

const accepted = z.object({
  accepted: z.array(z.object({ index: z.number(), id: z.number(), known: z.boolean() })),
  duplicate: z.array(z.object({ index: z.number(), id: z.number() })),
  rejected: z.array(z.object({ index: z.number(), reason: z.string(), pointer: z.string() })),
})

/** `POST /v1/facts`: what happened. A batch is accepted as far as it can be; if nothing of it can, it is a problem. */
export const factsRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/facts',
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          summary: 'Say what happened',
          tags: ['facts'],
          body: z.strictObject({ facts: z.array(fact).min(1).max(MAX_FACTS) }),
          response: { 202: accepted, '4xx': problem },
        },
      },
      async (request, reply) => {
        const found = await acceptFacts(store, request.body.facts)
        const rejected = found.rejected.map((one) => ({
          ...one,
          pointer: `/facts/${one.index}${one.pointer}`,
        }))
        rejected.sort((a, b) => a.index - b.index)
        if (found.accepted.length + found.duplicate.length > 0)
          return reply.code(202).send({ ...found, rejected })
        const errors = rejected.map(({ pointer, reason }) => ({ pointer, detail: reason }))
        return sendProblem(reply, {
          ...problemOf(request, new AppError('facts_refused'), errors),
          ...found,
          rejected,
        })
      },
    )
  }
