import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { isbot } from 'isbot'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { noteSeen } from '../../store/offers/seen.ts'
import type { ApiDeps } from '../deps.ts'
import { html } from './html.ts'
import { page, pageLang, sendPage } from './layout.ts'
import { alone, nothingHere, showLead, showOffer } from './sales/show.ts'
import { LEAD_STEPS, OFFER_STEPS, type Said, takeStep } from './sales/steps.ts'
import { type Grant, handoffUrl, readGrant } from './sales-links.ts'
import { choiceWord } from './choice-words.ts'

/** A look sooner than this after the offer was made is a gateway's, not the seller's. Business ms. */
const PERSON_AFTER = 10_000

const params = z.object({ token: z.string().max(1000) })

/**
 * The pages behind the links in sellers' mail: `/o/<token>` for an offer, `/h/<token>` for a lead that is theirs. The
 * link names the seller; GET shows, POST does. A look is noted as `offer.seen`, which changes nothing else.
 */
export const offerPages =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const lang = (request: FastifyRequest) => pageLang(request.headers['accept-language'])
    const gone = (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(
        reply,
        page(
          lang(request),
          choiceWord('gone', lang(request)),
          html`<p>${choiceWord('goneText', lang(request))}</p>`,
        ),
        403,
      )

    const pages = {
      offer: {
        path: 'o',
        steps: OFFER_STEPS,
        show: (reply: FastifyReply, token: string, grant: Grant, said: Said | null) =>
          showOffer(deps, reply, { grant, base: `/o/${token}`, frame: alone, said }, (handoff, now) =>
            handoffUrl(deps, handoff, grant.seller, now),
          ),
      },
      handoff: {
        path: 'h',
        steps: LEAD_STEPS,
        show: (reply: FastifyReply, token: string, grant: Grant, said: Said | null) =>
          showLead(deps, reply, { grant, base: `/h/${token}`, frame: alone, said }),
      },
    }

    for (const kind of ['offer', 'handoff'] as const) {
      const { path, steps, show } = pages[kind]
      app.get(`/${path}/:token`, { schema: { hide: true, params } }, async (request, reply) => {
        const { token } = request.params
        const grant = readGrant(deps, kind, token, await store.clock.now(store.db))
        if (!grant) return gone(request, reply)
        return orNothing(request, reply, async () => {
          if (kind === 'offer') await lookedAt(deps, request, grant)
          return show(reply, token, grant, null)
        })
      })
      for (const [name, step] of Object.entries(steps)) {
        app.post(`/${path}/:token/${name}`, { schema: { hide: true, params } }, async (request, reply) => {
          const { token } = request.params
          const grant = readGrant(deps, kind, token, await store.clock.now(store.db))
          if (!grant) return gone(request, reply)
          return orNothing(request, reply, async () => {
            const said = await takeStep(step(deps, grant, request.body))
            return said ? show(reply, token, grant, said) : reply.redirect(`/${path}/${token}`, 303)
          })
        })
      }
    }
  }

const UNKNOWN = new Set<string>(['offer_unknown', 'handoff_unknown'])

/** What is not there, or another's by now, is one page whatever was asked. */
export async function orNothing(
  request: FastifyRequest,
  reply: FastifyReply,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || !UNKNOWN.has(error.code)) throw error
    return sendPage(reply, nothingHere(pageLang(request.headers['accept-language'])), 404)
  }
}

async function lookedAt({ store }: ApiDeps, request: FastifyRequest, grant: Grant): Promise<void> {
  if (request.method !== 'GET' || isbot(request.headers['user-agent'] ?? '')) return
  const offer = await store.db
    .selectFrom('offers')
    .select(['made_at', 'state'])
    .where('id', '=', grant.id)
    .where('seller_id', '=', grant.seller)
    .executeTakeFirst()
  if (offer?.state !== 'made' || (await store.clock.now(store.db)) < offer.made_at + PERSON_AFTER) return
  await takeStep(noteSeen(store, grant.id, grant.seller))
}
