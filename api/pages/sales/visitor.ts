import type { FastifyReply, FastifyRequest } from 'fastify'
import { readSession } from '../../../store/sessions.ts'
import type { SellerRow } from '../../../store/sellers.ts'
import type { ApiDeps } from '../../deps.ts'

/** A year of machine time: the store says itself when a session is over. */
const COOKIE_LASTS_S = 31_536_000
const SECRET = /^[A-Za-z0-9_-]{43}$/

const isHttps = ({ publicUrl }: Pick<ApiDeps, 'publicUrl'>): boolean => publicUrl.startsWith('https:')

// `__Host-` binds it to this host and to https, so that no neighbour sets it.
const cookieName = (deps: Pick<ApiDeps, 'publicUrl'>): string =>
  isHttps(deps) ? '__Host-kindling' : 'kindling'

/** The secret of the session that the browser sends, or null. */
export function sessionSecret(deps: Pick<ApiDeps, 'publicUrl'>, request: FastifyRequest): string | null {
  const name = cookieName(deps)
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((one) => one.trim().split('='))
    .find(([key]) => key === name)
  const secret = found?.[1] ?? ''
  return SECRET.test(secret) ? secret : null
}

/** Gives the browser the secret of its session, or takes it away with null. Lax: links in mail open signed in. */
export function setSession(
  deps: Pick<ApiDeps, 'publicUrl'>,
  reply: FastifyReply,
  secret: string | null,
): void {
  const parts = [
    `${cookieName(deps)}=${secret ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${secret === null ? 0 : COOKIE_LASTS_S}`,
    ...(isHttps(deps) ? ['Secure'] : []),
  ]
  reply.header('set-cookie', parts.join('; '))
}

/** Who is signed in, or null. */
export async function visitor(deps: ApiDeps, request: FastifyRequest): Promise<SellerRow | null> {
  const secret = sessionSecret(deps, request)
  return secret === null ? null : readSession(deps.store, secret)
}

/**
 * Whether one of our own pages sent this: by `Sec-Fetch-Site`, which no page can forge, else by `Origin`. With neither,
 * no: every browser of the last years sends one of them with a form.
 */
export function fromOurPages({ publicUrl }: Pick<ApiDeps, 'publicUrl'>, request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin'
  const { origin } = request.headers
  return origin === new URL(publicUrl).origin || origin === `${request.protocol}://${request.host}`
}
