import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readStory } from '../../store/story.ts'
import { cursorOf, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, problem } from '../schemas.ts'

const entry = z.looseObject({
  at: z.string(),
  kind: z.enum(['fact', 'decision', 'mail', 'score', 'handoff', 'task']),
})
const place = z.object({ at: z.number(), rank: z.number(), id: z.string() })

/** `GET /v1/leads/{id}/story`: all that happened to a lead and why, oldest first. */
export const storyRoutes =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/leads/:id/story',
      {
        schema: {
          summary: "A lead's story, oldest first",
          tags: ['leads'],
          params: idParam,
          querystring: z.strictObject({
            limit: z.coerce.number().int().min(1).max(1000).default(1000),
            cursor: z.string().max(1000).optional(),
          }),
          response: {
            200: z.object({ entries: z.array(entry), next_cursor: z.string().nullable() }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const after = cursor === undefined ? undefined : readCursor(secret, cursor, place)
        const entries = await readStory(store.db, request.params.id, { limit, ...(after && { after }) })
        const last = entries.length === limit ? entries.at(-1) : undefined
        return {
          entries: entries.map(({ at, kind, data }) => ({ ...data, at: iso(at), kind })),
          next_cursor: last ? cursorOf(secret, { at: last.at, rank: last.rank, id: last.id }) : null,
        }
      },
    )
  }
