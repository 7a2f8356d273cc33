import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { audit } from '../../store/audit.ts'
import { changeSeller, type SellerChange } from '../../store/staff/change-seller.ts'
import { addLeave, endLeave, listLeaves } from '../../store/staff/leaves.ts'
import { moveLeaver } from '../../store/staff/leaver.ts'
import { actorOf } from '../auth.ts'
import type { ApiDeps } from '../deps.ts'
import { country, idParam, iso, lang, line, problem, someLine, when, zone } from '../schemas.ts'

const MAX_WEIGHT = 1000
const MOST_LEADS = 100_000
const most = z.int().min(0).max(MOST_LEADS).nullable().optional()

const changes = z.strictObject({
  name: someLine(200).optional(),
  zone: zone.optional(),
  country: country.nullable().optional(),
  lang: lang.optional(),
  phone: line(50).nullable().optional(),
  weight: z.int().min(0).max(MAX_WEIGHT).optional(),
  head: z
    .union([z.uuid(), z.email().max(320)])
    .nullable()
    .optional(),
  level: z.enum(['finder', 'closer', 'keeper']).nullable().optional(),
  openLeads: most,
  contactsADay: most,
})

const leave = z.object({ id: z.string(), from: z.string(), until: z.string() })
const leaveParams = z.object({ id: z.uuid(), leave: z.uuid() })
/** Of a seller, by id or address. */
const person = z.union([z.uuid(), z.email().max(320)])

/** Who is there, how much each may have, and what becomes of the leads of somebody who goes. */
export const staffRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const config = { access: 'admin' as const }
    const tags = ['sales']

    app.patch(
      '/sellers/:id',
      {
        config,
        schema: {
          tags,
          summary: 'Change a seller: weight, capacity, level, head, zone; the place in the line is kept',
          params: idParam,
          body: changes,
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        const given = Object.entries(request.body).filter(([, value]) => value !== undefined)
        await changeSeller(store, request.params.id, Object.fromEntries(given) as SellerChange)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/sellers/:id/leaves',
      {
        config,
        schema: {
          tags,
          summary:
            'Note a leave: no leads until it is over; `uncontacted` says how many first contacts fall into it',
          params: idParam,
          body: z.strictObject({ from: when, until: when }),
          response: { 201: leave.extend({ uncontacted: z.number() }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const made = await addLeave(store, request.params.id, request.body)
        return reply.code(201).send({ ...made, from: iso(made.from), until: iso(made.until) })
      },
    )

    app.get(
      '/sellers/:id/leaves',
      {
        schema: {
          tags,
          summary: 'Leaves of a seller that are not over',
          params: idParam,
          response: { 200: z.object({ leaves: z.array(leave) }), '4xx': problem },
        },
      },
      async (request) => {
        const leaves = await listLeaves(store, request.params.id)
        return { leaves: leaves.map((one) => ({ ...one, from: iso(one.from), until: iso(one.until) })) }
      },
    )

    app.delete(
      '/sellers/:id/leaves/:leave',
      {
        config,
        schema: {
          tags,
          summary: 'End a leave now, or take back one that has not begun',
          params: leaveParams,
          response: { 204: z.null(), '4xx': problem },
        },
      },
      async (request, reply) => {
        await endLeave(store, request.params.id, request.params.leave)
        return reply.code(204).send(null)
      },
    )

    app.post(
      '/sellers/:id/leaver',
      {
        config,
        schema: {
          tags,
          summary:
            'Somebody leaves for good: the key is no good any more, and leads, clocks, promises, tasks and companies go to others',
          params: idParam,
          body: z.strictObject({ to: person.optional() }).nullish(),
          response: {
            200: z.object({
              handoffs: z.number(),
              leads: z.number(),
              tasks: z.number(),
              accounts: z.number(),
              offers: z.number(),
            }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const to = request.body?.to
        const moved = await moveLeaver(store, request.params.id, to === undefined ? {} : { to })
        await audit(store.db, await store.clock.now(store.db), {
          actor: actorOf(request),
          action: 'seller left',
          subject: request.params.id,
          data: { ...moved },
        })
        return moved
      },
    )
  }
