import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { adrift, whereabouts } from '../../store/adrift.ts'
import { restLead } from '../../store/handoffs/rests.ts'
import { cursorOf, pageQuery, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, problem, someLine, when } from '../schemas.ts'

const place = z.object({ since: z.number(), id: z.uuid() })

/** Nobody adrift: who is in no journey, no hand-off and no explained rest, and how many are where. */
export const adriftRoutes =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['leads']

    app.get(
      '/leads/adrift',
      {
        schema: {
          tags,
          summary: 'Leads in no journey, no hand-off and no explained rest, and how many leads are where',
          querystring: z.strictObject(pageQuery),
          response: {
            200: z.object({
              leads: z.array(z.object({ id: z.string(), since: z.string(), last: z.string() })),
              counts: z.object({
                inSales: z.number(),
                waitingForRoom: z.number(),
                inJourney: z.number(),
                expected: z.number(),
                resting: z.number(),
                saidNo: z.number(),
                adrift: z.number(),
              }),
              next_cursor: z.string().nullable(),
            }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const after = cursor === undefined ? undefined : readCursor(secret, cursor, place)
        const now = await store.clock.now(store.db)
        const leads = await adrift(store.db, now, { limit, ...(after && { after }) })
        const last = leads.length === limit ? leads.at(-1) : undefined
        return {
          leads: leads.map((one) => ({ ...one, since: iso(one.since) })),
          counts: await whereabouts(store.db, now),
          next_cursor: last ? cursorOf(secret, { since: last.since, id: last.id }) : null,
        }
      },
    )

    app.post(
      '/leads/:id/rest',
      {
        schema: {
          tags,
          summary: 'Say why a lead rests, and until when; its story keeps it',
          params: idParam,
          body: z.strictObject({ why: someLine(500), until: when.optional() }),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { why, until } = request.body
        await restLead(store, request.params.id, { why, until: until ?? null })
        return reply.code(204).send(null)
      },
    )
  }
