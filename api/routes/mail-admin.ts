import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { listPauses, pauseMail, type PauseScope, resumeMail } from '../../store/lanes/pauses.ts'
import { mailCalendar } from '../../store/mail-health/calendar.ts'
import { readMailHealth } from '../../store/mail-health/health.ts'
import { actorOf } from '../auth.ts'
import type { ApiDeps } from '../deps.ts'
import { healthShown, pauseShown, showHealth, showPause } from '../mail-health-schemas.ts'
import { calendarIcs } from '../mail-ics.ts'
import { iso, name, problem, someLine } from '../schemas.ts'

const scopes = { lane: name().optional(), sender: name().optional(), topic: name().optional() }
const oneOf = (body: { lane?: string; sender?: string; topic?: string }) =>
  [body.lane, body.sender, body.topic].filter((one) => one !== undefined).length <= 1
const several = { error: 'names one of lane, sender and topic, or none for all mail' }

const entry = z.object({
  day: z.string().nullable(),
  known: z.enum(['queued', 'planned']),
  template: z.string().nullable(),
  instead: z.string().nullable(),
  sequence: z.string().nullable(),
  topic: z.string(),
  lane: z.string().nullable(),
  mails: z.number(),
  held: z.number(),
})
const calendar = z.object({
  at: z.string(),
  zone: z.string(),
  days: z.array(z.string()),
  entries: z.array(entry),
})

/** `{}` is all mail. */
function scopeOf({ lane, sender, topic }: { lane?: string; sender?: string; topic?: string }): PauseScope {
  if (lane !== undefined) return { scope: 'lane', name: lane }
  if (sender !== undefined) return { scope: 'sender', name: sender }
  return topic === undefined ? { scope: 'all', name: '' } : { scope: 'topic', name: topic }
}

/** The postmaster's view: how mail fares, what leaves this week, what rests. */
export const mailAdminRoutes =
  ({ store }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['mail']
    const days = (most: number) =>
      z.strictObject({ days: z.coerce.number().int().min(1).max(most).default(7) })
    const answer = { changed: z.boolean(), scope: pauseShown.shape.scope, name: z.string() }

    app.get(
      '/mail/health',
      {
        schema: {
          summary: 'How mail fares by sender, provider and day; complaints, breakers, warm-up, pauses',
          tags,
          querystring: days(90),
          response: { 200: healthShown, '4xx': problem },
        },
      },
      async (request) => showHealth(await readMailHealth(store, request.query)),
    )

    app.get(
      '/mail/calendar',
      {
        schema: {
          summary: 'What leaves in the days to come; as iCalendar for Accept: text/calendar',
          tags,
          querystring: days(31),
          response: { 200: calendar, '4xx': problem },
        },
      },
      async (request, reply) => {
        const found = await mailCalendar(store, request.query)
        const shown = { ...found, at: iso(found.at) }
        if (!/text\/calendar/i.test(request.headers.accept ?? '')) return shown
        return reply
          .type('text/calendar; charset=utf-8')
          .serializer(String)
          .send(calendarIcs(found) as never)
      },
    )

    // The path that calendar programs like best, with the key in their settings.
    app.get(
      '/mail/calendar.ics',
      {
        schema: {
          summary: 'The same as iCalendar (RFC 5545)',
          tags,
          querystring: days(31),
          response: { 200: z.string(), '4xx': problem },
        },
      },
      async (request, reply) =>
        reply
          .type('text/calendar; charset=utf-8')
          .serializer(String)
          .send(calendarIcs(await mailCalendar(store, request.query))),
    )

    app.post(
      '/mail/pause',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Stop mail of a lane, a sender, a topic, or all of it',
          tags,
          body: z.strictObject({ ...scopes, why: someLine(200).default('by hand') }).refine(oneOf, several),
          response: { 200: z.object({ ...answer, pauses: z.array(pauseShown) }), '4xx': problem },
        },
      },
      async (request) => {
        const scope = scopeOf(request.body)
        const { changed } = await pauseMail(store, scope, { by: actorOf(request), why: request.body.why })
        return { ...scope, changed, pauses: (await listPauses(store.db)).map(showPause) }
      },
    )

    app.post(
      '/mail/resume',
      {
        config: { access: 'admin' },
        schema: {
          summary:
            'End such a pause: says how many mails wait, which leave behind it at the pace of their lanes',
          tags,
          body: z.strictObject(scopes).refine(oneOf, several),
          response: {
            200: z.object({ ...answer, mails: z.number(), pauses: z.array(pauseShown) }),
            '4xx': problem,
          },
        },
      },
      async (request) => {
        const scope = scopeOf(request.body)
        const { changed, mails } = await resumeMail(store, scope, { by: actorOf(request) })
        return { ...scope, changed, mails, pauses: (await listPauses(store.db)).map(showPause) }
      },
    )
  }
