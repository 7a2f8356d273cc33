import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { quality, qualityLabels } from '../../store/quality/quality.ts'
import { publishedOrNone } from '../../store/releases.ts'
import type { ApiDeps } from '../deps.ts'
import { problem, when } from '../schemas.ts'

const MONTH = 30 * 24 * 3_600_000
const counts = z.record(z.string(), z.number())
/** What people call them, by language. */
const labels = z.record(z.string(), z.record(z.string(), z.string()))

const row = z.object({
  key: z.string(),
  name: z.string(),
  leads: z.number(),
  open: z.number(),
  outcomes: counts,
  reasons: counts,
  inTime: z.number(),
  late: z.number(),
  notCalled: z.number(),
  wordOnly: z.number(),
  talks: z.number(),
  seconds: z.number(),
  asked: z.number(),
  answered: z.number(),
  saidCalled: z.number(),
  saidOffered: z.number(),
  disputed: z.number(),
})

/** What sales says of leads, beside what the record and the leads themselves say. */
export const qualityRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/quality',
      {
        schema: {
          tags: ['sales'],
          summary:
            'Quality of leads by source, seller, dealer or route: outcomes and reasons beside calls on record and what leads say',
          querystring: z.strictObject({
            by: z.enum(['source', 'seller', 'dealer', 'route']).default('source'),
            from: when.optional(),
            to: when.optional(),
          }),
          response: {
            200: z.object({ rows: z.array(row), labels: z.object({ outcomes: labels, reasons: labels }) }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const now = await store.clock.now(store.db)
        const { by, to = now + 1, from = to - MONTH } = request.query
        const rows = await quality(store.db, { by, from, to, now })
        return { rows, labels: qualityLabels((await publishedOrNone(store.db)) ?? { routing: {} }, rows) }
      },
    )
  }
