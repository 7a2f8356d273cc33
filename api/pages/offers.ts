import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { isbot } from 'isbot'
import { DateTime } from 'luxon'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { noteContact } from '../../store/handoffs/note-contact.ts'
import { handoffPage } from '../../store/handoffs/page.ts'
import { langOf } from '../../store/handoffs/words.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { declineOffer } from '../../store/offers/decline.ts'
import { readOffer } from '../../store/offers/read.ts'
import { noteSeen } from '../../store/offers/seen.ts'
import type { ApiDeps } from '../deps.ts'
import { line, text } from '../schemas.ts'
import { notYours, ownedPage } from './handoff.ts'
import { html } from './html.ts'
import { page, pageLang, sendPage } from './layout.ts'
import { offerPage } from './offer.ts'
import { type Grant, handoffUrl, readGrant } from './sales-links.ts'
import { choiceWord } from './choice-words.ts'

/** A look sooner than this after the offer was made is a gateway's, not the seller's. Business ms. */
const PERSON_AFTER = 10_000
/** When a lead that asked for a day is spoken with again: local hour of the seller. */
const MORNING = 9

const params = z.object({ token: z.string().max(1000) })
// An input that was left empty comes as an empty text.
const left = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
const declined = z.looseObject({ reason: left(line(500)) }).nullish()
const disposed = z.looseObject({
  outcome: line(100),
  reason: left(line(500)),
  until: left(z.iso.date()),
  note: left(text(5000)),
})

/**
 * The pages behind the links in sellers' mail: `/o/<token>` for an offer, `/h/<token>` for a lead that is theirs. The
 * link names the seller; GET shows, POST does. A look is noted as `offer.seen`, which changes nothing else.
 */
export const offerPages =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const now = () => store.clock.now(store.db)
    const gone = (request: FastifyRequest, reply: FastifyReply, status = 403) => {
      const lang = pageLang(request.headers['accept-language'])
      return sendPage(
        reply,
        page(lang, choiceWord('gone', lang), html`<p>${choiceWord('goneText', lang)}</p>`),
        status,
      )
    }

    const showOffer = async (reply: FastifyReply, token: string, grant: Grant, status = 200) => {
      const shown = await orNull(readOffer(store, grant.id, { sellerId: grant.seller }))
      if (!shown) return gone(reply.request, reply, 404)
      const lang = langOf(shown.seller.lang)
      const url = shown.contacts ? handoffUrl(deps, shown.offer.handoff, grant.seller, shown.now) : null
      return sendPage(reply, offerPage(shown, token, lang, url), status)
    }

    app.get('/o/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params
      const grant = readGrant(deps, 'offer', token, await now())
      if (!grant) return gone(request, reply)
      await lookedAt(deps, request, grant)
      return showOffer(reply, token, grant)
    })

    app.post('/o/:token/accept', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params
      const grant = readGrant(deps, 'offer', token, await now())
      if (!grant) return gone(request, reply)
      const late = await over(acceptOffer(store, grant.id, grant.seller))
      return late ? showOffer(reply, token, grant, 409) : reply.redirect(`/o/${token}`, 303)
    })

    app.post(
      '/o/:token/decline',
      { schema: { hide: true, params, body: declined } },
      async (request, reply) => {
        const { token } = request.params
        const grant = readGrant(deps, 'offer', token, await now())
        if (!grant) return gone(request, reply)
        const late = await over(declineOffer(store, grant.id, grant.seller, request.body?.reason))
        return late ? showOffer(reply, token, grant, 409) : reply.redirect(`/o/${token}`, 303)
      },
    )

    const showHandoff = async (reply: FastifyReply, token: string, grant: Grant, fault = false) => {
      const shown = await orNull(handoffPage(store, grant.id, grant.seller))
      if (!shown) return sendPage(reply, notYours(pageLang(reply.request.headers['accept-language'])), 404)
      return sendPage(reply, ownedPage(shown, token, langOf(shown.seller.lang), fault), fault ? 422 : 200)
    }

    app.get('/h/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params
      const grant = readGrant(deps, 'handoff', token, await now())
      return grant ? showHandoff(reply, token, grant) : gone(request, reply)
    })

    app.post('/h/:token/contacted', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params
      const grant = readGrant(deps, 'handoff', token, await now())
      if (!grant) return gone(request, reply)
      await over(noteContact(store, grant.id, { sellerId: grant.seller }))
      return reply.redirect(`/h/${token}`, 303)
    })

    app.post(
      '/h/:token/disposition',
      { schema: { hide: true, params, body: disposed } },
      async (request, reply) => {
        const { token } = request.params
        const grant = readGrant(deps, 'handoff', token, await now())
        if (!grant) return gone(request, reply)
        const { outcome, reason, until, note } = request.body
        const ending = {
          outcome,
          ...(reason && { reason }),
          ...(until && { until: await morningOf(deps, grant, until) }),
          ...(note && { note }),
        }
        const fault = await over(dispose(store, grant.id, ending, { sellerId: grant.seller }))
        if (fault === 'reason_unknown' || fault === 'outcome_unknown')
          return showHandoff(reply, token, grant, true)
        return reply.redirect(`/h/${token}`, 303)
      },
    )
  }

const EXPECTED = new Set<string>([
  'offer_over',
  'offer_unknown',
  'handoff_state',
  'handoff_unknown',
  'lead_erased',
  'reason_unknown',
  'outcome_unknown',
])
const isExpected = (error: unknown): error is AppError =>
  error instanceof AppError && EXPECTED.has(error.code)

/** The code of a refusal that the page explains by showing how things stand; null where all went well. */
const over = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => {
      if (isExpected(error)) return error.code
      throw error
    },
  )

/** What there is to show, or null where the link's offer or hand-off is not the seller's any more. */
const orNull = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error: unknown) => {
    if (isExpected(error)) return null
    throw error
  })

async function lookedAt({ store }: ApiDeps, request: FastifyRequest, grant: Grant): Promise<void> {
  if (request.method !== 'GET' || isbot(request.headers['user-agent'] ?? '')) return
  const offer = await store.db
    .selectFrom('offers')
    .select(['made_at', 'state'])
    .where('id', '=', grant.id)
    .executeTakeFirst()
  if (offer?.state !== 'made' || (await store.clock.now(store.db)) < offer.made_at + PERSON_AFTER) return
  await over(noteSeen(store, grant.id, grant.seller))
}

async function morningOf({ store }: ApiDeps, grant: Grant, day: string): Promise<number> {
  const seller = await store.db
    .selectFrom('sellers')
    .select('zone')
    .where('id', '=', grant.seller)
    .executeTakeFirst()
  return DateTime.fromISO(day, { zone: seller?.zone ?? 'UTC' })
    .set({ hour: MORNING })
    .toMillis()
}
