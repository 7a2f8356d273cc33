import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../../core/errors.ts'
import { readToken } from '../../../mail/tokens.ts'
import { callPage } from '../../../store/handoffs/call-page.ts'
import { refuseContact } from '../../../store/handoffs/refuse.ts'
import { langOf } from '../../../store/handoffs/words.ts'
import type { ApiDeps } from '../../deps.ts'
import { gonePage } from '../../pages/choices.ts'
import { pageLang, sendPage } from '../../pages/layout.ts'
import { leadCallPage, refusalText } from '../../pages/sales/call-page.ts'

const ALL = { hide: true } as object
const grant = z.object({ id: z.uuid(), lead: z.uuid() })

/** `/c/<token>`: the lead's own page. Looking changes nothing, for gateways look too; its one button refuses the call. */
export function leadRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { store, secret } = deps

  const shownTo = async (request: FastifyRequest) => {
    const { token } = request.params as { token: string }
    const held = grant.safeParse(readToken(secret, 'call', token, await store.clock.now(store.db)))
    const shown = held.success ? await callPage(store.db, held.data.id) : null
    if (!held.success || !shown) return null
    const asked = request.headers['accept-language']
    return { token, handoff: held.data.id, shown, lang: shown.lang ? langOf(shown.lang) : pageLang(asked) }
  }
  const gone = (request: FastifyRequest, reply: FastifyReply) =>
    sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)

  app.get('/c/:token', { schema: ALL }, async (request, reply) => {
    const found = await shownTo(request)
    return found ? sendPage(reply, leadCallPage(found.shown, found.token, found.lang)) : gone(request, reply)
  })

  app.post('/c/:token', { schema: ALL }, async (request, reply) => {
    const found = await shownTo(request)
    if (!found) return gone(request, reply)
    try {
      await refuseContact(store, found.handoff, { text: refusalText(found.lang) })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'lead_erased') throw error
    }
    return reply.redirect(`/c/${found.token}`, 303)
  })
}
