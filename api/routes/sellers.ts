import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { createSeller, listSellers } from '../../store/sellers.ts'
import type { ApiDeps } from '../deps.ts'
import { country, iso, lang, line, problem, someLine, zone } from '../schemas.ts'

const MAX_WEIGHT = 1000
const MOST_LEADS = 100_000

const newSeller = z.strictObject({
  email: someLine(320),
  name: someLine(200),
  zone,
  country: country.optional(),
  lang: lang.optional(),
  phone: line(50).optional(),
  weight: z.number().int().min(0).max(MAX_WEIGHT).optional(),
  head: someLine(320).optional(),
  dealer: someLine(200).optional(),
  level: z.enum(['finder', 'closer', 'keeper']).optional(),
  role: z.enum(['seller', 'marketer']).optional(),
  openLeads: z.int().min(0).max(MOST_LEADS).optional(),
  contactsADay: z.int().min(0).max(MOST_LEADS).optional(),
})

const seller = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  zone: z.string(),
  country: z.string().nullable(),
  lang: z.string(),
  phone: z.string().nullable(),
  weight: z.number(),
  head: z.string().nullable(),
  dealer: z.string().nullable(),
  level: z.enum(['finder', 'closer', 'keeper']).nullable(),
  role: z.enum(['seller', 'marketer']),
  openLeads: z.number().nullable(),
  contactsADay: z.number().nullable(),
  active: z.boolean(),
  createdAt: z.string(),
})

const isUuid = (text: string): boolean => z.uuid().safeParse(text).success

function address(text: string, at: string): string {
  const checked = normalEmail(text)
  if (!checked.ok) throw new AppError('bad_input', at)
  return checked.email
}

/** Sellers: made by an admin key; each gets a key of its own, shown once. */
export const sellersRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/sellers',
      {
        config: { access: 'admin', secretReply: true },
        schema: {
          tags: ['sales'],
          summary: 'Make a seller, of the house or of a dealer; the key is shown this once',
          body: newSeller,
          response: { 201: z.object({ id: z.string(), key: z.string() }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { email, head, ...rest } = request.body
        const headRef = head === undefined || isUuid(head) ? head : address(head, '/head')
        const made = await createSeller(deps.store, {
          ...rest,
          email: address(email, '/email'),
          ...(headRef !== undefined && { head: headRef }),
        })
        return reply.code(201).send(made)
      },
    )
    app.get(
      '/sellers',
      {
        schema: {
          tags: ['sales'],
          summary: 'All sellers, by name',
          response: { 200: z.object({ sellers: z.array(seller) }), '4xx': problem },
        },
      },
      async () => {
        const sellers = await listSellers(deps.store.db)
        return { sellers: sellers.map((one) => ({ ...one, createdAt: iso(one.createdAt) })) }
      },
    )
  }
