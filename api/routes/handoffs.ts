import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { dispose } from '../../store/handoffs/disposition.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { type HandoffView, readHandoff } from '../../store/handoffs/read.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, maybeIso, problem, someLine, text, when } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const handoff = z.object({
  id: z.string(),
  lead: z.string(),
  account: z.string().nullable(),
  thing: z.string().nullable(),
  route: z.string(),
  mode: z.string(),
  state: z.enum(['open', 'offered', 'owned', 'closed']),
  owner: z.string().nullable(),
  journey: z.string().nullable(),
  outcome: z.string().nullable(),
  reason: z.string().nullable(),
  round: z.number(),
  openedAt: z.string(),
  ownedAt: z.string().nullable(),
  contactDueAt: z.string().nullable(),
  contactedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  askedAgainAt: z.string().nullable(),
  offers: z.array(
    z.object({
      id: z.string(),
      seller: z.string(),
      state: z.string(),
      rank: z.number(),
      round: z.number(),
      madeAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
})

const disposition = z.strictObject({
  outcome: someLine(100),
  reason: someLine(500).optional(),
  until: when.optional(),
  note: text(5000).optional(),
})

const written = (view: HandoffView): z.infer<typeof handoff> => ({
  ...view,
  openedAt: iso(view.openedAt),
  ownedAt: maybeIso(view.ownedAt),
  contactDueAt: maybeIso(view.contactDueAt),
  contactedAt: maybeIso(view.contactedAt),
  closedAt: maybeIso(view.closedAt),
  askedAgainAt: maybeIso(view.askedAgainAt),
  offers: view.offers.map((one) => ({ ...one, madeAt: iso(one.madeAt), expiresAt: iso(one.expiresAt) })),
})

/** Hand-offs: how a lead's way to sales stands, the first contact, and what came of it. */
export const handoffsRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const config = { access: 'seller' as const }
    const tags = ['sales']
    const answer = async (id: string, sellerId: string | null) =>
      written(await readHandoff(store.db, id, { sellerId }))

    app.get(
      '/handoffs/:id',
      {
        config,
        schema: {
          tags,
          summary: 'A hand-off: state, owner, clocks, offers',
          params: idParam,
          response: { 200: handoff, '4xx': problem },
        },
      },
      async (request) => answer(request.params.id, sellerOf(request)),
    )

    app.post(
      '/handoffs/:id/contacted',
      {
        config,
        schema: {
          tags,
          summary: 'The owner spoke with the lead; the clock stops',
          params: idParam,
          response: { 200: handoff, '4xx': problem },
        },
      },
      async (request) => {
        const sellerId = sellerOf(request)
        await noteContact(store, request.params.id, { sellerId })
        return answer(request.params.id, sellerId)
      },
    )

    app.post(
      '/handoffs/:id/disposition',
      {
        config,
        schema: {
          tags,
          summary:
            'What came of it: an outcome of the route, with its reason; the lead goes back as the route says',
          params: idParam,
          body: disposition,
          response: { 200: handoff, '4xx': problem },
        },
      },
      async (request) => {
        const sellerId = sellerOf(request)
        const { outcome, reason, until, note } = request.body
        const ending = {
          outcome,
          ...(reason !== undefined && { reason }),
          ...(until !== undefined && { until }),
          ...(note !== undefined && { note }),
        }
        await dispose(store, request.params.id, ending, { sellerId })
        return answer(request.params.id, sellerId)
      },
    )
  }
