import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordLook } from '../../mail/track.ts'
import { viewMail } from '../../mail/view-mail.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage } from '../pages/choices.ts'
import { pageLang, sendPage } from '../pages/layout.ts'
import { visitorOf } from '../visitor.ts'

const params = z.object({ token: z.string().max(1500) })

// A mail brings its style in its tags and its pictures from elsewhere; it can run nothing and send nothing.
const CSP = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "img-src 'self' https: data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** `/m/v/`: a mail as a page, for whom the mail program shows it badly. */
export const mailViewRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, secret, publicUrl } = deps
    app.get('/m/v/:token', { schema: { hide: true, params } as const }, async (request, reply) => {
      const mail = await viewMail(store, request.params.token, { secret, publicUrl })
      if (!mail) return sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)
      await recordLook(store, { key: mail.key, link: 'view', by: visitorOf(deps, request) })
      return reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', CSP)
        .header('x-robots-tag', 'noindex')
        .type('text/html; charset=utf-8')
        .send(mail.html)
    })
  }
