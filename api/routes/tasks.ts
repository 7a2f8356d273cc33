import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { finishTask } from '../../store/finish-task.ts'
import { listTasks } from '../../store/tasks.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, maybeIso, problem, someLine } from '../schemas.ts'
import { sellerOf } from '../seller-of.ts'

const task = z.object({
  id: z.string(),
  name: z.string(),
  step: z.string(),
  lead: z.string(),
  account: z.string().nullable(),
  journey: z.string().nullable(),
  handoff: z.string().nullable(),
  seller: z.string().nullable(),
  note: z.string().nullable(),
  status: z.enum(['open', 'done', 'dropped']),
  outcome: z.string().nullable(),
  createdAt: z.string(),
  dueAt: z.string(),
  closedAt: z.string().nullable(),
})

/** Tasks: a seller's own, and for a head those that nobody has. */
export const tasksRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store } = deps
    const config = { access: 'seller' as const }
    const tags = ['sales']

    app.get(
      '/tasks',
      {
        config,
        schema: {
          tags,
          summary: 'Tasks, the ones due first come first',
          querystring: z.strictObject({ status: z.enum(['open', 'done', 'dropped']).default('open') }),
          response: { 200: z.object({ tasks: z.array(task) }), '4xx': problem },
        },
      },
      async (request) => {
        const rows = await listTasks(store.db, { sellerId: sellerOf(request), status: request.query.status })
        return {
          tasks: rows.map((row) => ({
            id: row.id,
            name: row.name,
            step: row.step,
            lead: row.lead_id,
            account: row.account_id,
            journey: row.journey_id,
            handoff: row.handoff_id,
            seller: row.seller_id,
            note: row.note,
            status: row.status,
            outcome: row.outcome,
            createdAt: iso(row.created_at),
            dueAt: iso(row.due_at),
            closedAt: maybeIso(row.closed_at),
          })),
        }
      },
    )

    app.post(
      '/tasks/:id/done',
      {
        config,
        schema: {
          tags,
          summary: 'Close a task; the journeys that wait for it hear the outcome',
          params: idParam,
          body: z.strictObject({ outcome: someLine(100).default('done') }).nullish(),
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        await finishTask(store, request.params.id, request.body?.outcome ?? 'done', {
          sellerId: sellerOf(request),
        })
        return reply.code(204).send(null)
      },
    )
  }
