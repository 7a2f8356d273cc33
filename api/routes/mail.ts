import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordClick, recordOpen, type Seen } from '../../mail/track.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage } from '../pages/choices.ts'
import { pageLang, sendPage } from '../pages/layout.ts'
import { visitorOf } from '../visitor.ts'

const params = z.object({ token: z.string().max(1500) })

// One transparent point.
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/** `/m/c/` follows a link of a mail, `/m/o/` is its picture. Both only note who came. */
export const mailRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const seen = (request: FastifyRequest, token: string): Seen => ({ ...visitorOf(deps, request), token })

    // Only to what is stored under its number, so that nobody can make it lead elsewhere.
    app.get('/m/c/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const url = await recordClick(store, seen(request, request.params.token))
      if (url === null) return sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)
      return reply.header('cache-control', 'no-store').redirect(url, 302)
    })

    // A forged one gets the picture too: a broken picture in a mail helps nobody.
    app.get('/m/o/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      await recordOpen(store, seen(request, request.params.token.replace(/\.gif$/, '')))
      return reply
        .header('cache-control', 'no-store')
        .header('cross-origin-resource-policy', 'cross-origin')
        .type('image/gif')
        .send(PIXEL)
    })
  }
