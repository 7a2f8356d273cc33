import { sql } from 'kysely'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { failingMailboxes } from '../../store/mailboxes.ts'
import { stuckWakes } from '../../store/outbox.ts'
import { newestRelease } from '../../store/releases.ts'
import type { ApiDeps } from '../deps.ts'

const part = z.looseObject({ ok: z.boolean(), detail: z.string() })
const parts = z.object({
  database: part,
  release: part,
  outbox: part,
  temporal: part,
  mail: part,
  mailboxes: part,
})
const ready = z.object({ ok: z.boolean(), parts })

type Part = z.infer<typeof part>

const ASK_MS = 3000
const LATE_MINUTES = 5

// Machine time: how long a part may think before it counts as down. The error's text stays here.
async function asked(check: () => Promise<Part>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<Part>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: 'does not answer' }), ASK_MS)
  })
  try {
    return await Promise.race([check(), tooLong])
  } catch (error) {
    return {
      ok: false,
      detail:
        (error as { code?: string }).code === 'release_missing' ? 'nothing is published' : 'does not answer',
    }
  } finally {
    clearTimeout(timer)
  }
}

/** `/healthz`: the process lives. `/readyz`: each part by itself; 503 only if the database is down. */
export const healthRoutes =
  ({ store, temporalUp }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { db } = store

    const checks: Record<keyof z.infer<typeof parts>, () => Promise<Part>> = {
      database: async () => {
        await sql`select 1`.execute(db)
        return { ok: true, detail: 'answers' }
      },
      release: async () => {
        const { id, hash } = await newestRelease(db)
        return { ok: true, detail: `release ${id}`, id, hash }
      },
      outbox: async () => {
        const stuck = await stuckWakes(db)
        const waiting = await db
          .selectFrom('outbox')
          .select((e) => e.fn.countAll<number>().as('n'))
          .executeTakeFirst()
        const detail = stuck.length > 0 ? `${stuck.length} wakes failed ten times or more` : 'goes out'
        return { ok: stuck.length === 0, detail, waiting: waiting?.n ?? 0, stuck }
      },
      temporal: async () =>
        (await temporalUp())
          ? { ok: true, detail: 'answers' }
          : { ok: false, detail: 'does not answer; journeys go on when it is back' },
      mail: async () => {
        const { rows } = await sql<{ name: string; held: boolean; late: number }>`
          select l.name, coalesce(l.breaker_until > business_now(), false)
              or exists (select from mail_pauses p where p.scope = 'all' or p.scope = 'lane' and p.name = l.name) as held,
            (select count(*) from messages m where m.lane = l.name and m.place = 'due'
              and m.due_at < business_now() - make_interval(mins => ${LATE_MINUTES})) as late
          from lanes l order by l.name`.execute(db)
        const held = rows.filter((row) => row.held).map((row) => row.name)
        const late = rows.reduce((sum, row) => sum + row.late, 0)
        const detail =
          held.length > 0
            ? `held: ${held.join(', ')}`
            : late > 0
              ? `${late} mails are over ${LATE_MINUTES} minutes late`
              : 'leaves'
        return { ok: held.length === 0 && late === 0, detail, late, held }
      },
      // Their names are addresses of ours: `kindling doctor` tells them, to those who may know.
      mailboxes: async () => {
        const failing = await failingMailboxes(db)
        const since = failing[0] ? new Date(failing[0].since).toISOString() : null
        const detail =
          since === null ? 'are read' : `${failing.length} not read since ${since}: see kindling doctor`
        return { ok: since === null, detail, failing: failing.map(({ fault }) => fault) }
      },
    }

    app.get(
      '/healthz',
      {
        schema: {
          summary: 'The process lives',
          tags: ['health'],
          response: { 200: z.object({ ok: z.boolean() }) },
        },
      },
      async () => ({ ok: true }),
    )

    app.get(
      '/readyz',
      { schema: { summary: 'Each part by itself', tags: ['health'], response: { 200: ready, 503: ready } } },
      async (_request, reply) => {
        const names = Object.keys(checks) as (keyof typeof checks)[]
        const found = await Promise.all(names.map(async (name) => [name, await asked(checks[name])] as const))
        const parts = Object.fromEntries(found) as z.infer<typeof ready>['parts']
        const ok = Object.values(parts).every((one) => one.ok)
        return reply.code(parts.database.ok ? 200 : 503).send({ ok, parts })
      },
    )
  }
