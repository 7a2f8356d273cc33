import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { mayMark } from '../../store/handoffs/sees-lead.ts'
import { hushLead } from '../../store/hush.ts'
import { endWarming, recordWarmed, startWarming } from '../../store/warming.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, problem, someLine, text, when } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const by = z.uuid().optional()
const note = text(2000).optional()
const config = { access: 'seller' } as const

/** What sales says of a lead: it is warm, keep warming it, leave it alone. */
export const marksRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    // A seller who calls with the own key need not say who it is, and cannot say that it is somebody else.
    const speaker = async (
      request: FastifyRequest,
      leadId: string,
      by: string | undefined,
    ): Promise<string | null> => {
      const seller = sellerOf(request)
      await mayMark(store.db, leadId, seller)
      return seller ?? by ?? null
    }

    app.post(
      '/leads/:id/warmed',
      {
        config,
        schema: {
          summary: 'Sales says: this lead is warm',
          tags: ['sales'],
          params: idParam,
          body: z.strictObject({ by, note }).nullish(),
          response: { 202: z.object({ id: z.string() }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const said = request.body
        await recordWarmed(store, id, {
          by: await speaker(request, id, said?.by),
          ...(said?.note && { note: said.note }),
        })
        return reply.code(202).send({ id })
      },
    )

    app.post(
      '/leads/:id/warming',
      {
        config,
        schema: {
          summary: 'Keep warming this lead',
          tags: ['sales'],
          params: idParam,
          body: z.strictObject({ by, notBefore: when.optional(), note }),
          response: {
            200: z.object({
              by: z.string(),
              since: z.string(),
              notBefore: z.string().nullable(),
              note: z.string().nullable(),
            }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { id } = request.params
        const mark = await startWarming(store, id, {
          ...request.body,
          by: await speaker(request, id, request.body.by),
        })
        return { ...mark, since: iso(mark.since) }
      },
    )

    app.delete(
      '/leads/:id/warming',
      {
        config,
        schema: {
          summary: 'Take the warming mark back',
          tags: ['sales'],
          params: idParam,
          body: z.strictObject({ by, notBefore: when.optional(), note }).nullish(),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        await endWarming(store, id, await speaker(request, id, request.body?.by))
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/leads/:id/hush',
      {
        config,
        schema: {
          summary: 'No marketing mail until then',
          tags: ['leads'],
          params: idParam,
          body: z.strictObject({ until: when, reason: someLine(200) }),
          response: { 200: z.object({ until: z.string(), reason: z.string() }), '4xx': problem },
        },
      },
      async (request) => {
        await mayMark(store.db, request.params.id, sellerOf(request))
        await hushLead(store, request.params.id, request.body)
        return { until: iso(request.body.until), reason: request.body.reason }
      },
    )
  }
