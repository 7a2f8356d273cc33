import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { changeDealer, createDealer, dealerOf, listDealers } from '../../store/dealers/dealers.ts'
import { protectClient } from '../../store/dealers/protect.ts'
import type { DealerRow } from '../../store/dealers/rate.ts'
import { removeDealer } from '../../store/dealers/remove.ts'
import type { ApiDeps } from '../deps.ts'
import { sellerOf } from '../seller-of.ts'
import {
  accountRef,
  country,
  idParam,
  iso,
  lang,
  maybeIso,
  name,
  problem,
  someLine,
  when,
  zone,
} from '../schemas.ts'

const list = (max = 100) => z.array(someLine(max)).max(1000)
const territory = z.strictObject({
  countries: z.array(country).max(300).optional(),
  regions: list(200).optional(),
  cities: list(200).optional(),
  postcodes: list(20).optional(),
})

const newDealer = z.strictObject({
  name: someLine(200),
  territory: territory.optional(),
  lines: list().optional(),
  langs: z.array(lang).max(50).optional(),
  zone: zone.optional(),
  country: country.optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'must be three capital letters: GBP' })
    .optional(),
  figures: z.record(name(50), z.number().min(-1e12).max(1e12)).optional(),
})

const dealer = z.object({
  id: z.string(),
  name: z.string(),
  territory: z.object({
    countries: z.array(z.string()).optional(),
    regions: z.array(z.string()).optional(),
    cities: z.array(z.string()).optional(),
    postcodes: z.array(z.string()).optional(),
  }),
  lines: z.array(z.string()),
  langs: z.array(z.string()),
  zone: z.string(),
  country: z.string().nullable(),
  currency: z.string().nullable(),
  figures: z.record(z.string(), z.number()),
  stars: z.number().nullable(),
  why: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      text: z.string(),
      words: z.object({ en: z.string(), ru: z.string() }).optional(),
    }),
  ),
  ratedAt: z.string().nullable(),
  active: z.boolean(),
  createdAt: z.string(),
})

const written = (row: DealerRow) => ({
  ...row,
  why: row.stars_why,
  ratedAt: maybeIso(row.rated_at),
  createdAt: iso(row.created_at),
})

/** Dealers: companies whose people are offered leads. Made and changed by an admin key. */
export const dealersRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['sales']
    const config = { access: 'admin' as const }

    app.post(
      '/dealers',
      {
        config,
        schema: {
          tags,
          summary: 'Make a dealer; its people are sellers that name it',
          body: newDealer,
          response: { 201: z.object({ id: z.string() }), '4xx': problem },
        },
      },
      async (request, reply) => reply.code(201).send(await createDealer(store, request.body)),
    )

    app.get(
      '/dealers',
      {
        schema: {
          tags,
          summary: 'All dealers by name, with their stars and why',
          response: { 200: z.object({ dealers: z.array(dealer) }), '4xx': problem },
        },
      },
      async () => {
        const rows = await listDealers(store.db)
        return { dealers: rows.map(written) }
      },
    )

    app.get(
      '/dealers/mine',
      {
        config: { access: 'seller' },
        schema: {
          tags,
          summary: 'The dealer of the person who asks, with its stars and why',
          response: { 200: dealer, '4xx': problem },
        },
      },
      async (request) => {
        const id = sellerOf(request)
        const own = id === null ? undefined : await dealerOf(store.db, id)
        if (!own) throw new AppError('dealer_unknown')
        return written(own)
      },
    )

    app.post(
      '/dealers/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Change what is said of a dealer; what is left out stays, and the stars follow',
          params: idParam,
          body: newDealer.partial(),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        await changeDealer(store, request.params.id, request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/dealers/:id/clients',
      {
        config,
        schema: {
          tags,
          summary: 'Register a client as the dealer’s own until a day: nobody else is offered its leads',
          params: idParam,
          body: z.strictObject({ account: accountRef, until: when }),
          response: { 200: z.object({ account: z.string() }), '4xx': problem },
        },
      },
      async (request) => protectClient(store, request.params.id, request.body),
    )

    app.post(
      '/dealers/:id/remove',
      {
        config,
        schema: {
          tags,
          summary: 'Take a dealer out: its offers are withdrawn, its leads go to the house team',
          params: idParam,
          response: { 200: z.object({ moved: z.number() }), '4xx': problem },
        },
      },
      async (request) => removeDealer(store, request.params.id),
    )
  }
