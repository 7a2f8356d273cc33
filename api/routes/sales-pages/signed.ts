import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../../core/errors.ts'
import { langOf } from '../../../store/handoffs/words.ts'
import type { SellerRow } from '../../../store/sellers.ts'
import type { ApiDeps } from '../../deps.ts'
import { html } from '../../pages/html.ts'
import { type PageLang, page, pageLang, sendPage } from '../../pages/layout.ts'
import { framed } from '../../pages/sales/frame.ts'
import { type Frame, nothingHere } from '../../pages/sales/show.ts'
import { fromOurPages, visitor } from '../../pages/sales/visitor.ts'
import { say } from '../../pages/sales/words.ts'

/** Who is signed in, for one page: how it is framed, in which language. */
export interface Signed {
  seller: SellerRow
  lang: PageLang
  frame: (tab?: Parameters<typeof framed>[1]['tab']) => Frame
}

type Work = (request: FastifyRequest, reply: FastifyReply, who: Signed) => Promise<FastifyReply>

/** What is not there, or is another's, and what was never an id, is one page whatever was asked. */
const UNKNOWN = new Set<string>([
  'offer_unknown',
  'handoff_unknown',
  'task_unknown',
  'lead_unknown',
  'not_found',
])

/** A page for who is signed in; others are led to sign in. What changes something must come from our own pages. */
export const signed =
  (deps: ApiDeps, work: Work) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const changes = request.method === 'POST'
    if (changes && !fromOurPages(deps, request)) return refuseForeign(request, reply)
    const seller = await visitor(deps, request)
    if (!seller) return reply.redirect('/my/sign-in', 303)
    const lang = langOf(seller.lang)
    const frame: Signed['frame'] =
      (tab) =>
      (inLang, { title, body }, head) =>
        framed(inLang, { seller, head, ...(tab && { tab }) }, title, body)
    try {
      return await work(request, reply, { seller, lang, frame })
    } catch (error) {
      if (error instanceof AppError && UNKNOWN.has(error.code))
        return sendPage(reply, nothingHere(lang, frame()), 404)
      throw error
    }
  }

/** What another site had somebody's browser send changes nothing. */
export function refuseForeign(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const lang = pageLang(request.headers['accept-language'])
  return sendPage(
    reply,
    page(lang, say('wrong', lang), html`<p role="alert">${say('notOurs', lang)}</p>`),
    403,
  )
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The id in the address. @throws AppError not_found, so that what is no id reads like one that is nobody's */
export function idOf(request: FastifyRequest): string {
  const { id } = request.params as { id?: string }
  if (id === undefined || !UUID.test(id)) throw new AppError('not_found')
  return id
}
