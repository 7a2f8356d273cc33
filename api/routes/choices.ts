import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readToken, signToken } from '../../mail/tokens.ts'
import { mailNamed, readChoices, saveChoices, unsubscribe } from '../../store/mail-choices.ts'
import { newestRelease } from '../../store/releases.ts'
import { addValue } from '../body.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage, preferencesPage, unsubscribedPage, unsubscribePage } from '../pages/choices.ts'
import { type PageLang, pageLang, sendPage } from '../pages/layout.ts'
import { inLang } from '../pages/words.ts'

const params = z.object({ token: z.string().max(1000) })
const uuid = z.uuid()

type Sent = Record<string, string | string[]>

// One-click comes urlencoded or as multipart (RFC 8058 §3.2), from mail programs that know nothing of us.
async function sent(request: FastifyRequest): Promise<Sent> {
  const form: Sent = Object.create(null)
  if (request.isMultipart()) {
    for await (const part of request.parts({ limits: { fileSize: 1, files: 0, parts: 100 } })) {
      if (part.type === 'field') addValue(form, part.fieldname, String(part.value))
    }
    return form
  }
  return typeof request.body === 'object' && request.body !== null ? (request.body as Sent) : form
}

const firstOf = (payload: unknown): string | null =>
  Array.isArray(payload) && typeof payload[0] === 'string' ? payload[0] : null

/** `/m/u/` stops mail, `/m/p/` chooses topics. GET shows, POST does; the token alone says who and which. */
export const choicesRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, secret, publicUrl } = deps

    async function named(purpose: 'unsubscribe' | 'preferences', token: string): Promise<string | null> {
      return firstOf(readToken<unknown>(secret, purpose, token, await store.clock.now(store.db)))
    }
    const langOf = (request: FastifyRequest): PageLang => pageLang(request.headers['accept-language'])
    const gone = (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(reply, gonePage(langOf(request)), 403)
    const preferencesUrl = (leadId: string) => `/m/p/${signToken(secret, 'preferences', [leadId])}`

    app.get('/m/u/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const key = await named('unsubscribe', request.params.token)
      const mail = key && (await mailNamed(store.db, key))
      if (!mail) return gone(request, reply)
      const { topics } = await newestRelease(store.db)
      const topic = mail.topic === null ? null : (topics[mail.topic] ?? null)
      return sendPage(
        reply,
        unsubscribePage(langOf(request), request.params.token, {
          topic,
          preferences: preferencesUrl(mail.leadId),
        }),
      )
    })

    app.post('/m/u/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const key = await named('unsubscribe', request.params.token)
      const mail = key && (await mailNamed(store.db, key))
      if (!key || !mail) return gone(request, reply)
      const { what } = await sent(request)
      await unsubscribe(store, key, { all: what === 'all', source: `${publicUrl}/m/u` })
      return sendPage(reply, unsubscribedPage(langOf(request)))
    })

    app.get('/m/p/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const lead = await leadOf(request.params.token)
      const topics = lead && (await readChoices(store.db, lead))
      if (!topics) return gone(request, reply)
      return sendPage(reply, preferencesPage(langOf(request), request.params.token, { topics, saved: false }))
    })

    app.post('/m/p/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const lead = await leadOf(request.params.token)
      if (!lead || !(await readChoices(store.db, lead))) return gone(request, reply)
      const { what, topic = [] } = await sent(request)
      const lang = langOf(request)
      const wanted = new Set(what === 'none' ? [] : [topic].flat())
      await saveChoices(store, lead, {
        wanted,
        source: `${publicUrl}/m/p`,
        textOf: (one) => inLang(one.label, lang),
      })
      const topics = (await readChoices(store.db, lead)) ?? []
      return sendPage(reply, preferencesPage(lang, request.params.token, { topics, saved: true }))
    })

    async function leadOf(token: string): Promise<string | null> {
      const id = await named('preferences', token)
      return uuid.safeParse(id).success ? id : null
    }
  }
