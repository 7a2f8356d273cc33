import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { audit } from '../../store/audit.ts'
import { findLead } from '../../store/identity.ts'
import { pauseJourney, resumeJourney, startJourney, stopJourney } from '../../store/journeys/control.ts'
import { type JourneyInfo, readJourney } from '../../store/journeys/read.ts'
import { normalKeys } from '../../store/leads.ts'
import { actorOf } from '../auth.ts'
import type { ApiDeps } from '../deps.ts'
import { idParam, iso, leadRef, line, maybeIso, name, problem, props, someLine } from '../schemas.ts'

const journey = z
  .object({
    id: z.string(),
    sequence: z.string(),
    lead: z.string(),
    thing: z.string().nullable(),
    status: z.string(),
    outcome: z.string().nullable(),
    reason: z.string().nullable(),
    step: z.string().nullable(),
    enteredAt: z.string(),
    endedAt: z.string().nullable(),
    nextAt: z.string().nullable(),
    parkCode: z.string().nullable(),
    plan: z.string(),
  })
  .meta({ id: 'Journey' })

const shown = (info: JourneyInfo) => ({
  ...info,
  enteredAt: iso(info.enteredAt),
  endedAt: maybeIso(info.endedAt),
  nextAt: maybeIso(info.nextAt),
})

/** Journeys: started by hand, read, stopped, paused, resumed. */
export const journeysRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['journeys']

    async function leadId(lead: string | z.output<typeof leadRef>): Promise<string> {
      const named = typeof lead === 'string' ? { id: lead } : lead
      const id = await findLead(store.db, named.id ? { id: named.id } : normalKeys(named)).catch((error) => {
        throw error instanceof AppError ? new AppError(error.code, error.at ?? '/lead') : error
      })
      if (!id) throw new AppError('lead_unknown', '/lead')
      return id
    }

    app.post(
      '/journeys',
      {
        schema: {
          summary: 'Start a journey',
          tags,
          body: z.strictObject({
            sequence: name(),
            lead: z.union([z.uuid(), leadRef]),
            thing: someLine(200).optional(),
            props: props.optional(),
          }),
          response: { 201: journey, '4xx': problem },
        },
      },
      async (request, reply) => {
        const { lead, ...ask } = request.body
        const started = await startJourney(store, { ...ask, lead: await leadId(lead) })
        if ('refused' in started) throw new AppError('not_entered')
        return reply.code(201).send(shown(await readJourney(store.db, started.id)))
      },
    )

    app.get(
      '/journeys/:id',
      { schema: { summary: 'A journey', tags, params: idParam, response: { 200: journey, '4xx': problem } } },
      async (request) => shown(await readJourney(store.db, request.params.id)),
    )

    const verbs = {
      stop: (id: string, reason: string) => stopJourney(store, id, reason),
      pause: (id: string) => pauseJourney(store, id),
      resume: (id: string) => resumeJourney(store, id),
    }
    for (const [verb, act] of Object.entries(verbs)) {
      app.post(
        `/journeys/:id/${verb}`,
        {
          schema: {
            summary: `${verb[0]?.toUpperCase()}${verb.slice(1)} a journey`,
            tags,
            params: idParam,
            body: z.strictObject({ reason: line(200).optional() }).nullish(),
            response: { 200: journey, '4xx': problem },
          },
        },
        async (request) => {
          const { id } = request.params
          const reason = request.body?.reason ?? 'stopped by hand'
          await act(id, reason)
          await audit(store.db, await store.clock.now(store.db), {
            actor: actorOf(request),
            action: `journey.${verb}`,
            subject: id,
          })
          return shown(await readJourney(store.db, id))
        },
      )
    }
  }
