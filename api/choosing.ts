import type { FastifyInstance, FastifyRequest } from 'fastify'
import { signToken } from '../mail/tokens.ts'
import { addValue } from './body.ts'
import type { ApiDeps } from './deps.ts'
import { formParts } from './form-parts.ts'
import { type PageLang, pageLang } from './pages/layout.ts'

/** What a page of choices sent, by name. */
export type Sent = Record<string, string | string[]>

/**
 * One-click comes urlencoded or as multipart (RFC 8058 §3.2), from mail programs that know nothing of us. What cannot be read says
 * nothing: its address alone tells what is meant, and a no must not be lost over a boundary.
 */
export async function sentIn(request: FastifyRequest): Promise<Sent> {
  const form: Sent = Object.create(null)
  if (request.isMultipart()) {
    try {
      for await (const part of formParts(request, { fileSize: 1, files: 0, parts: 100 })) {
        if (part.type === 'field') addValue(form, part.fieldname, String(part.value))
      }
    } catch {
      return Object.create(null) as Sent
    }
    return form
  }
  return typeof request.body === 'object' && request.body !== null ? (request.body as Sent) : form
}

/** Bodies of a kind that pages do not send are passed over, so that they too count as nothing sent. */
export function readAnyBody(app: FastifyInstance): void {
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined)
}

/** One value; the first of several. */
export const oneOf = (value: string | string[] | undefined): string | undefined => [value ?? []].flat()[0]

/** The language asked for on the page, else the lead's, else the browser's, else ours. */
export function readerLang(
  request: FastifyRequest,
  lead: string | null,
  fallback: string,
): { lang: PageLang; asked: PageLang | null } {
  const { lang: given } = request.query as { lang?: string }
  const asked = given === 'en' || given === 'ru' ? given : null
  const known = lead?.slice(0, 2).toLowerCase()
  const own = known === 'en' || known === 'ru' ? known : null
  return { lang: asked ?? own ?? pageLang(request.headers['accept-language'], fallback), asked }
}

/** The page on which a lead chooses, as a path. `message`: the mail through which it is reached. */
export const preferencesPath = (
  { secret }: Pick<ApiDeps, 'secret'>,
  leadId: string,
  message?: string,
): string => `/m/p/${signToken(secret, 'preferences', message === undefined ? [leadId] : [leadId, message])}`

/** Where a form of a page goes: the page itself, in the language that was asked for. */
export const actionOf = (path: string, asked: PageLang | null): string =>
  asked === null ? path : `${path}?lang=${asked}`
