import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { normalEmail } from '../../../core/identity/email.ts'
import { readToken } from '../../../mail/tokens.ts'
import { askSignIn, signIn, signOut } from '../../../store/sessions.ts'
import type { ApiDeps } from '../../deps.ts'
import { pageLang, sendPage } from '../../pages/layout.ts'
import { confirmPage, linkMailedPage, linkUsedPage, signInPage } from '../../pages/sales/sign-in.ts'
import { fromOurPages, sessionSecret, setSession } from '../../pages/sales/visitor.ts'
import { refuseForeign } from './signed.ts'

/** Links that one address of the network may ask for in a minute. */
const ASKED_A_MINUTE = 10
const ALL = { hide: true } as object
const grant = z.object({ id: z.uuid(), seller: z.uuid() })
const asked = z.looseObject({ email: z.string().max(320) })

/** Signing in by a link that is mailed, good once; and out. */
export function signInRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { store, secret } = deps
  const langOf = (request: FastifyRequest) => pageLang(request.headers['accept-language'])

  app.get('/my/sign-in', { schema: ALL }, async (request, reply) =>
    sendPage(reply, signInPage(langOf(request), null)),
  )

  app.post(
    '/my/sign-in',
    { schema: ALL, config: { rateLimit: { max: ASKED_A_MINUTE, timeWindow: '1 minute' } } },
    async (request, reply) => {
      if (!fromOurPages(deps, request)) return refuseForeign(request, reply)
      const lang = langOf(request)
      const written = asked.safeParse(request.body).data?.email ?? ''
      const address = normalEmail(written)
      if (!address.ok) return sendPage(reply, signInPage(lang, written.slice(0, 320)), 422)
      // Nobody waits for it, so that the answer takes as long for an address that is nobody's.
      askSignIn(store, address.email).catch((error: { code?: string }) =>
        request.log.error({ code: error.code }, 'a link to sign in could not be mailed'),
      )
      return sendPage(reply, linkMailedPage(lang))
    },
  )

  const linkOf = async (request: FastifyRequest) => {
    const { token } = request.params as { token: string }
    const held = readToken<unknown>(secret, 'sign-in', token, await store.clock.now(store.db))
    return grant.safeParse(held).data ?? null
  }

  // Gateways open every link: looking signs nobody in.
  app.get('/my/in/:token', { schema: ALL }, async (request, reply) => {
    const lang = langOf(request)
    const { token } = request.params as { token: string }
    return (await linkOf(request))
      ? sendPage(reply, confirmPage(lang, token))
      : sendPage(reply, linkUsedPage(lang), 403)
  })

  app.post('/my/in/:token', { schema: ALL }, async (request, reply) => {
    // Else another site could sign somebody in as somebody else.
    if (!fromOurPages(deps, request)) return refuseForeign(request, reply)
    const link = await linkOf(request)
    const session = link && (await signIn(store, link))
    if (!session) return sendPage(reply, linkUsedPage(langOf(request)), 403)
    setSession(deps, reply, session)
    return reply.redirect('/my', 303)
  })

  app.post('/my/out', { schema: ALL }, async (request, reply) => {
    if (!fromOurPages(deps, request)) return refuseForeign(request, reply)
    const session = sessionSecret(deps, request)
    if (session) await signOut(store, session)
    setSession(deps, reply, null)
    return reply.redirect('/my/sign-in', 303)
  })
}
