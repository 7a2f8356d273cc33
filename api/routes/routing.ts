import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Condition } from '../../core/language/conditions.ts'
import type { Route } from '../../core/release/release.ts'
import type { RouteRule } from '../../core/sales/terms.ts'
import { termsShape, withDefaults } from '../../core/sales/terms-shape.ts'
import { listDues } from '../../store/auctions/dues.ts'
import { tryRoute } from '../../store/handoffs/trial.ts'
import type { ApiDeps } from '../deps.ts'
import { duesCsv } from '../dues-csv.ts'
import { name, problem, someLine } from '../schemas.ts'

const MOST_LEADS = 1000
const MOST_RULES = 200

const rule = z.strictObject({
  name: someLine(200),
  if: z.record(z.string(), z.unknown()).optional(),
  terms: termsShape,
})

const about = z.strictObject({
  line: someLine(200).optional(),
  value: someLine(200).optional(),
  large: z.number().positive().optional(),
})

const defined = ({ line, value, large }: z.output<typeof about>): NonNullable<Route['about']> => ({
  ...(line !== undefined && { line }),
  ...(value !== undefined && { value }),
  ...(large !== undefined && { large }),
})

const trial = z.object({
  lead: z.string(),
  thing: z.string().nullable(),
  rule: z.string().nullable(),
  because: z.record(z.string(), z.unknown()),
  mode: z.string(),
  consent: z.boolean(),
  to: z.array(z.object({ name: z.string(), stars: z.number().nullable() })),
  leftOut: z.record(z.string(), z.number()),
})

const ruleOf = (given: z.output<typeof rule>): RouteRule => ({
  name: given.name,
  ...(given.if && { if: given.if as Condition }),
  terms: withDefaults(given.terms),
})

/** Routing as a whole: who would get which lead, and what dealers owe. */
export const routingRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['sales']
    app.post(
      '/routing/trial',
      {
        config: { access: 'read' },
        schema: {
          tags,
          summary: 'Who would get the newest leads by a route’s rules, or by these, and why; changes nothing',
          body: z.strictObject({
            route: name(),
            last: z.int().min(1).max(MOST_LEADS).default(100),
            rules: z.array(rule).max(MOST_RULES).optional(),
            about: about.optional(),
          }),
          response: { 200: z.object({ leads: z.array(trial) }), '4xx': problem },
        },
      },
      async (request) => {
        const { route, last, rules, about } = request.body
        const trial = {
          route,
          last,
          ...(rules && { rules: rules.map(ruleOf) }),
          ...(about && { about: defined(about) }),
        }
        return { leads: await tryRoute(store, trial) }
      },
    )

    app.get(
      '/dues.csv',
      { schema: { tags, summary: 'What dealers owe for leads that they won, as CSV' } },
      async (_request, reply) =>
        reply.type('text/csv; charset=utf-8').send(duesCsv(await listDues(store.db))),
    )
  }
