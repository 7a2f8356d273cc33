import { type FastifyPluginAsyncZod, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import type { ApiDeps } from '../deps.ts'
import { pointer, problemOf, sendProblem } from '../problems.ts'
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

const body = z.strictObject({ facts: z.array(fact).min(1).max(MAX_FACTS) })
/** What is asked of the batch as a whole; each fact is judged by itself, so that a bad one does not stop the others. */
const batch = z.strictObject({ facts: z.array(z.unknown()).min(1).max(MAX_FACTS) })

const accepted = z.object({
  accepted: z.array(z.object({ index: z.number(), id: z.number(), known: z.boolean() })),
  duplicate: z.array(z.object({ index: z.number(), id: z.number() })),
  rejected: z.array(z.object({ index: z.number(), reason: z.string(), pointer: z.string() })),
})

type Rejected = z.infer<typeof accepted>['rejected']

/** The facts that fit the schema with their places in the batch, and why the others do not. */
function sorted(facts: readonly unknown[]) {
  const fit: { index: number; fact: z.infer<typeof fact> }[] = []
  const unfit: Rejected = []
  for (const [index, one] of facts.entries()) {
    const read = fact.safeParse(one)
    if (read.success) fit.push({ index, fact: read.data })
    else
      for (const { path, message } of read.error.issues.slice(0, 1))
        unfit.push({ index, reason: message, pointer: pointer(['facts', index, ...path]) })
  }
  return { fit, unfit }
}

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
          body,
          response: { 202: accepted, '4xx': problem },
        },
        validatorCompiler: (route) => validatorCompiler({ ...route, schema: batch }),
      },
      async (request, reply) => {
        const { fit, unfit } = sorted(request.body.facts)
        const found = await acceptFacts(
          store,
          fit.map((one) => one.fact),
        )
        const placed = <T extends { index: number }>(one: T): T => ({
          ...one,
          index: fit[one.index]?.index ?? 0,
        })
        const accepted = found.accepted.map(placed)
        const duplicate = found.duplicate.map(placed)
        const refused = found.rejected.map(placed)
        const rejected = [
          ...unfit,
          ...refused.map((one) => ({ ...one, pointer: `/facts/${one.index}${one.pointer}` })),
        ].sort((a, b) => a.index - b.index)
        if (accepted.length + duplicate.length > 0)
          return reply.code(202).send({ accepted, duplicate, rejected })
        const errors = rejected.map(({ pointer: at, reason }) => ({ pointer: at, detail: reason }))
        const code = refused.length > 0 ? 'facts_refused' : 'bad_input'
        return sendProblem(reply, {
          ...problemOf(request, new AppError(code), errors),
          accepted,
          duplicate,
          rejected,
        })
      },
    )
  }
