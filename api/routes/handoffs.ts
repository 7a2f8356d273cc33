import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Terms } from '../../core/sales/terms.ts'
import { termsShape, withDefaults } from '../../core/sales/terms-shape.ts'
import { createHandoff } from '../../store/handoffs/create.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { type HandoffView, readHandoff } from '../../store/handoffs/read.ts'
import type { ApiDeps } from '../deps.ts'
import { type Fault, pointer, problemOf, sendProblem } from '../problems.ts'
import { idParam, iso, maybeIso, name, problem, someLine, text, when } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const MOST_FAULTS = 20

const words = z.record(z.string(), z.string())

const handoff = z.object({
  id: z.string(),
  lead: z.string(),
  account: z.string().nullable(),
  thing: z.string().nullable(),
  route: z.string(),
  rule: z.string().nullable(),
  mode: z.string(),
  stage: z.enum(['assign', 'alone', 'group', 'auction', 'house']),
  state: z.enum(['open', 'offered', 'owned', 'closed']),
  owner: z.string().nullable(),
  dealer: z.string().nullable(),
  journey: z.string().nullable(),
  outcome: z.string().nullable(),
  reason: z.string().nullable(),
  /** What people call the outcome and its reason, by language. */
  labels: z.object({ outcome: words.nullable(), reason: words.nullable() }),
  round: z.number(),
  openedAt: z.string(),
  ownedAt: z.string().nullable(),
  revealedAt: z.string().nullable(),
  contactDueAt: z.string().nullable(),
  contactedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
  askedAgainAt: z.string().nullable(),
  closesAt: z.string().nullable(),
  fullUntil: z.string().nullable(),
  waitsSince: z.string().nullable(),
  followUpAt: z.string().nullable(),
  nextStep: z.string().nullable(),
  takeBackAt: z.string().nullable(),
  offers: z.array(
    z.object({
      id: z.string(),
      seller: z.string(),
      dealer: z.string().nullable(),
      stage: z.string(),
      state: z.string(),
      rank: z.number(),
      round: z.number(),
      madeAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
  bids: z.array(
    z.object({
      id: z.string(),
      dealer: z.string().nullable(),
      seller: z.string().nullable(),
      amount: z.number(),
      currency: z.string(),
      at: z.string(),
      state: z.string(),
    }),
  ),
  calls: z.array(
    z.object({
      id: z.string(),
      offer: z.string().nullable(),
      seller: z.string(),
      state: z.string(),
      askedAt: z.string(),
      seconds: z.number().nullable(),
    }),
  ),
  reveals: z.array(
    z.object({ seller: z.string(), dealer: z.string().nullable(), at: z.string(), why: z.string() }),
  ),
  passes: z.array(
    z.object({
      from: z.string().nullable(),
      to: z.string().nullable(),
      level: z.string().nullable(),
      why: z.string(),
      at: z.string(),
    }),
  ),
})

const opening = z
  .strictObject({
    lead: z.uuid(),
    thing: someLine(300)
      .regex(/^[^:\s]+:\S/, { error: 'must be a thing: enquiry:E1' })
      .optional(),
    route: name().optional(),
    mode: z.enum(['assign', 'offer', 'auction']).optional(),
    terms: z.record(z.string(), z.unknown()).optional(),
  })
  .refine(({ mode, terms }) => mode !== undefined || terms === undefined, {
    error: 'must say the mode that these terms are of',
    path: ['mode'],
  })

/** The terms of a mode, with defaults for what is left out, or what is wrong with them and where in the body. */
function termsIn({ mode, terms = {} }: z.output<typeof opening>): { terms?: Terms } | { faults: Fault[] } {
  if (mode === undefined) return {}
  const found = termsShape.safeParse({ ...terms, mode })
  if (found.success) return { terms: withDefaults(found.data) }
  return {
    faults: found.error.issues
      .slice(0, MOST_FAULTS)
      .map(({ path, message }) => ({ pointer: pointer(['terms', ...path]), detail: message.slice(0, 200) })),
  }
}

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
  revealedAt: maybeIso(view.revealedAt),
  closesAt: maybeIso(view.closesAt),
  fullUntil: maybeIso(view.fullUntil),
  waitsSince: maybeIso(view.waitsSince),
  followUpAt: maybeIso(view.followUpAt),
  takeBackAt: maybeIso(view.takeBackAt),
  contactDueAt: maybeIso(view.contactDueAt),
  contactedAt: maybeIso(view.contactedAt),
  closedAt: maybeIso(view.closedAt),
  askedAgainAt: maybeIso(view.askedAgainAt),
  offers: view.offers.map((one) => ({ ...one, madeAt: iso(one.madeAt), expiresAt: iso(one.expiresAt) })),
  bids: view.bids.map((one) => ({ ...one, at: iso(one.at) })),
  calls: view.calls.map((one) => ({ ...one, askedAt: iso(one.askedAt) })),
  passes: view.passes.map((one) => ({ ...one, at: iso(one.at) })),
  reveals: view.reveals.map((one) => ({ ...one, at: iso(one.at) })),
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

    app.post(
      '/handoffs',
      {
        schema: {
          tags,
          summary:
            'Hand a lead over: by the rules of its route, or under these terms; of one that is with sales already, that',
          body: opening,
          response: { 200: handoff, 201: handoff, '4xx': problem },
        },
      },
      async (request, reply) => {
        const { lead, thing, route } = request.body
        const asked = termsIn(request.body)
        if ('faults' in asked)
          return sendProblem(reply, problemOf(request, new AppError('terms_bad'), asked.faults))
        const { terms } = asked
        const made = await createHandoff(store, {
          lead,
          ...(thing !== undefined && { thing }),
          ...(route !== undefined && { route }),
          ...(terms && { terms }),
        })
        return reply.code(made.joined ? 200 : 201).send(await answer(made.id, null))
      },
    )

    app.get(
      '/handoffs/:id',
      {
        config,
        schema: {
          tags,
          summary:
            'A hand-off: state, owner, clocks, and its history of offers, bids, calls and opened contacts',
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
