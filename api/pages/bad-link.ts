import type { FastifyRequest } from 'fastify'
import type { ErrorCode } from '../../core/errors.ts'
import { gonePage, noFormPage } from './choices.ts'
import type { Html } from './html.ts'
import { pageLang } from './layout.ts'

/** Where only people come, by links in mail and on sites. */
const PEOPLES = /^\/(m|o|h|f)(?:\/|$)/
/** What a cut, changed or old address comes to. */
const LINK_FAULTS: ReadonlySet<ErrorCode> = new Set(['not_found', 'form_unknown', 'bad_token', 'foul_text'])

/** What went wrong; `inAddress`: the address itself cannot be read. */
interface Fault {
  code: ErrorCode
  inAddress: boolean
}

/**
 * The page for a person whose link is at fault, instead of a problem in JSON; null where a program asks, or where the fault
 * is in what was sent.
 */
export function badLinkPage(request: FastifyRequest, { code, inAddress }: Fault): Html | null {
  const kind = PEOPLES.exec(request.url.split('?', 1)[0] ?? '')?.[1]
  if (!kind || !(inAddress || LINK_FAULTS.has(code))) return null
  // Sites send forms by scripts of their own too.
  if (request.method === 'POST' && kind === 'f') return null
  const lang = pageLang(request.headers['accept-language'])
  return kind === 'f' ? noFormPage(lang) : gonePage(lang)
}
