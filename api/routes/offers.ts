import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { MOST_MINOR } from '../../core/sales/money.ts'
import { askCall } from '../../store/calls/ask.ts'
import { placeBid } from '../../store/auctions/bid.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { listOffers, type OfferView, readOffer, sellerOfOffer } from '../../store/offers/read.ts'
import { noteSeen } from '../../store/offers/seen.ts'
import { cursorOf, pageQuery, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, line, maybeIso, problem } from '../schemas.ts'
import { answerer, sellerOf } from '../seller-of.ts'

const offer = z.object({
  id: z.string(),
  handoff: z.string(),
  seller: z.string(),
  lead: z.string(),
  thing: z.string().nullable(),
  route: z.string(),
  state: z.enum(['made', 'seen', 'accepted', 'declined', 'expired', 'withdrawn']),
  rank: z.number(),
  stage: z.enum(['assign', 'alone', 'group', 'auction', 'house']),
  madeAt: z.string(),
  expiresAt: z.string(),
  seenAt: z.string().nullable(),
  answeredAt: z.string().nullable(),
  reason: z.string().nullable(),
})

const story = z.object({
  name: z.string(),
  company: z.string(),
  title: z.string(),
  town: z.string(),
  heat: z.number(),
  grade: z.string(),
  thing: z.string(),
  lines: z.array(z.object({ at: z.string(), text: z.string() })),
  about: z.array(z.string()),
  /** The names and codes among these, in the seller's language. */
  words: z.object({
    title: z.string(),
    thing: z.string(),
    about: z.array(z.object({ label: z.string(), text: z.string() })),
  }),
  asked: z.array(z.string()),
})

/** Amounts in minor units of the currency. */
const auction = z.object({
  currency: z.string(),
  floor: z.number(),
  step: z.number(),
  highest: z.number().nullable(),
  least: z.number(),
  bids: z.number(),
  leading: z.boolean(),
  closesAt: z.string().nullable(),
})

const call = z.object({ id: z.string(), state: z.string(), seconds: z.number().nullable() })

const place = z.object({ madeAt: z.number(), id: z.string() })

const written = (view: OfferView): z.infer<typeof offer> => ({
  ...view,
  madeAt: iso(view.madeAt),
  expiresAt: iso(view.expiresAt),
  seenAt: maybeIso(view.seenAt),
  answeredAt: maybeIso(view.answeredAt),
})

/** Offers: a seller sees and answers its own; of another's it hears only that there is none. */
export const offersRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const config = { access: 'seller' as const }
    // The seller's key, or the token of the link in its mail: the route itself looks.
    const answering = { access: 'link' as const }
    const tags = ['sales']

    app.get(
      '/offers',
      {
        config,
        schema: {
          tags,
          summary: 'Offers, newest first; live=true: those that can be answered now',
          querystring: z.strictObject({ ...pageQuery, live: z.enum(['true', 'false']).default('false') }),
          response: {
            200: z.object({ offers: z.array(offer), next_cursor: z.string().nullable() }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { limit, cursor, live } = request.query
        const before = cursor ? readCursor(deps.secret, cursor, place) : undefined
        const asked = { sellerId: sellerOf(request), live: live === 'true', limit, ...(before && { before }) }
        const found = await listOffers(store, asked)
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          offers: found.map(written),
          next_cursor: last ? cursorOf(deps.secret, { madeAt: last.madeAt, id: last.id }) : null,
        }
      },
    )

    app.get(
      '/offers/:id',
      {
        config,
        schema: {
          tags,
          summary: 'An offer with the story of its lead; contacts once it is taken',
          params: idParam,
          response: {
            200: offer.extend({
              story,
              contacts: z.object({ email: z.string(), phone: z.string() }).nullable(),
              auction: auction.nullable(),
              call: call.nullable(),
            }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const sellerId = sellerOf(request)
        const { id } = request.params
        // With its own key it is the seller who looks, not a mail gateway.
        if (sellerId !== null) await noteSeen(store, id, sellerId)
        const found = await readOffer(store, id, { sellerId })
        return {
          ...written(found.offer),
          story: found.story,
          contacts: found.contacts,
          auction: found.auction && { ...found.auction, closesAt: maybeIso(found.auction.closesAt) },
          call: found.call,
        }
      },
    )

    app.post(
      '/offers/:id/accept',
      {
        config: answering,
        schema: {
          tags,
          summary: 'Take the lead',
          params: idParam,
          response: { 200: z.object({ handoff: z.string(), contactDueAt: z.string() }), '4xx': problem },
        },
      },
      async (request) => {
        const { id } = request.params
        const taken = await acceptOffer(
          store,
          id,
          (await answerer(deps, request, id)) ?? (await sellerOfOffer(store.db, id)),
        )
        return { handoff: taken.handoff, contactDueAt: iso(taken.contactDueAt) }
      },
    )

    app.post(
      '/offers/:id/decline',
      {
        config: answering,
        schema: {
          tags,
          summary: 'Do not take the lead; the next seller is asked at once',
          params: idParam,
          body: z.strictObject({ reason: line(500).optional() }).nullish(),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const sellerId = (await answerer(deps, request, id)) ?? (await sellerOfOffer(store.db, id))
        await declineOffer(store, id, sellerId, request.body?.reason)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/offers/:id/call',
      {
        config: answering,
        schema: {
          tags,
          summary:
            'Call the lead through the exchange: both sides see its number; a talk that is long enough takes the lead',
          params: idParam,
          response: { 202: z.object({ call: z.string(), state: z.literal('asked') }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id } = request.params
        const sellerId = (await answerer(deps, request, id)) ?? (await sellerOfOffer(store.db, id))
        if (!deps.telephony) throw new AppError('no_telephony')
        return reply.code(202).send(await askCall(store, deps.telephony, id, sellerId))
      },
    )

    app.post(
      '/offers/:id/bid',
      {
        config: answering,
        schema: {
          tags,
          summary:
            'Bid for an auctioned lead, in minor units of the currency; before the closing instant, not at it',
          params: idParam,
          body: z.strictObject({
            amount: z
              .int({ error: 'must be a whole number of minor units' })
              .min(1, { error: 'must be a whole number of minor units, above 0' })
              .max(MOST_MINOR, { error: `must be ${MOST_MINOR} minor units at most` }),
            currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be three capital letters: GBP' }),
          }),
          response: {
            200: z.object({
              bid: z.string(),
              amount: z.number(),
              currency: z.string(),
              least: z.number(),
              closesAt: z.string(),
            }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { id } = request.params
        const sellerId = (await answerer(deps, request, id)) ?? (await sellerOfOffer(store.db, id))
        const placed = await placeBid(store, id, sellerId, request.body)
        return { ...placed, closesAt: iso(placed.closesAt) }
      },
    )
  }
