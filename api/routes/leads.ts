import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { normalEmail } from '../../core/identity/email.ts'
import { listLeads, readLead } from '../../store/lead-view.ts'
import { upsertLead } from '../../store/leads.ts'
import { cursorOf, pageQuery, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import { leadBody, leadReply, pageReply, shown, shownPage } from '../lead-schemas.ts'
import { idParam, name, problem } from '../schemas.ts'

const place = z.object({ at: z.number(), id: z.uuid() })

/** Leads: made and brought up to date, listed, read. */
export const leadsRoutes =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/leads',
      {
        schema: {
          summary: 'Make a lead or bring it up to date',
          tags: ['leads'],
          body: leadBody,
          response: { 200: pageReply, 201: pageReply, '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id, created } = await upsertLead(store, request.body)
        return reply.code(created ? 201 : 200).send(shownPage(await readLead(store, id)))
      },
    )

    app.get(
      '/leads',
      {
        schema: {
          summary: 'List leads, the newest first',
          tags: ['leads'],
          querystring: z.strictObject({
            email: z.string().max(320).optional(),
            category: name().optional(),
            ...pageQuery,
          }),
          response: {
            200: z.object({ leads: z.array(leadReply), next_cursor: z.string().nullable() }),
            '4xx': problem,
          },
        },
      },
      async (request, reply) => {
        const { email, category, limit, cursor } = request.query
        const normal = email === undefined ? null : normalEmail(email)
        const after = cursor === undefined ? undefined : readCursor(secret, cursor, place)
        const asked = {
          ...(normal?.ok && { email: normal.email }),
          ...(category && { category }),
          limit,
          ...(after && { after }),
        }
        const leads = normal && !normal.ok ? [] : await listLeads(store, asked)
        const last = leads.length === limit ? leads.at(-1) : undefined
        const next = last ? cursorOf(secret, { at: last.created_at, id: last.id }) : null
        if (next) reply.header('link', `</v1/leads?cursor=${next}&limit=${limit}>; rel="next"`)
        return { leads: leads.map(shown), next_cursor: next }
      },
    )

    app.get(
      '/leads/:id',
      {
        schema: {
          summary: 'A lead with heat, journeys and consents',
          tags: ['leads'],
          params: idParam,
          response: { 200: pageReply, '4xx': problem },
        },
      },
      async (request) => shownPage(await readLead(store, request.params.id)),
    )
  }
