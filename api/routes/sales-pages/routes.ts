import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { dealerOf } from '../../../store/dealers/dealers.ts'
import { leadsOf } from '../../../store/handoffs/mine.ts'
import { listOffers, readOffer } from '../../../store/offers/read.ts'
import { noteSeen } from '../../../store/offers/seen.ts'
import { newestRelease } from '../../../store/releases.ts'
import { houseLead } from '../../../store/house-lead.ts'
import { finishTask } from '../../../store/finish-task.ts'
import { listTasks } from '../../../store/tasks.ts'
import type { ApiDeps } from '../../deps.ts'
import { html } from '../../pages/html.ts'
import { storyPart } from '../../pages/lead-story.ts'
import type { Left } from '../../pages/sales/countdown.ts'
import { leadsList, offersList, starsPart, tasksList } from '../../pages/sales/lists.ts'
import { send, showLead, showOffer } from '../../pages/sales/show.ts'
import { LEAD_STEPS, OFFER_STEPS, type Said, takeStep } from '../../pages/sales/steps.ts'
import { say } from '../../pages/sales/words.ts'
import { leadRoutes } from './lead.ts'
import { metRoutes } from './met.ts'
import { signInRoutes } from './sign-in.ts'
import { idOf, type Signed, signed } from './signed.ts'

const ALL = { hide: true } as object
/** Offers on one page of a phone. */
const MOST_OFFERS = 30

/**
 * `/my`: the pages of sellers and dealers who are signed in. Each sees what is their own; all else is not there. And `/c`:
 * the lead's own page.
 */
export const salesPages =
  (deps: ApiDeps): FastifyPluginAsync =>
  async (app) => {
    // A form tells where it comes from, and nobody outside what its address was.
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('referrer-policy', 'same-origin')
    })
    signInRoutes(app, deps)
    offers(app, deps)
    leads(app, deps)
    anyLead(app, deps)
    tasks(app, deps)
    metRoutes(app, deps)
    leadRoutes(app, deps)
  }

function offers(app: FastifyInstance, deps: ApiDeps): void {
  const { store } = deps
  app.get(
    '/my',
    { schema: ALL },
    signed(deps, async (_request, reply, { seller, lang, frame }) => {
      const live = await listOffers(store, { sellerId: seller.id, live: true, limit: MOST_OFFERS })
      const all = []
      for (const { id } of live.toSorted((one, other) => one.expiresAt - other.expiresAt)) {
        const shown = await readOffer(store, id, { sellerId: seller.id })
        const ms = shown.offer.expiresAt - shown.now
        const left: Left = { id, ms, machineMs: store.clock.machineMs(ms) }
        all.push({ shown, left })
      }
      const content = {
        title: say('offers', lang),
        body: html`${offersList(all, lang)}
${starsPart(await dealerOf(store.db, seller.id), lang)}`,
        left: all.map(({ left }) => left),
      }
      return send(reply, lang, frame('offers'), content)
    }),
  )

  const show = (reply: Parameters<typeof showOffer>[1], id: string, who: Signed, said: Said | null) =>
    showOffer(
      deps,
      reply,
      { grant: { id, seller: who.seller.id }, base: `/my/offers/${id}`, frame: who.frame('offers'), said },
      (handoff) => `/my/leads/${handoff}`,
    )
  app.get(
    '/my/offers/:id',
    { schema: ALL },
    signed(deps, async (request, reply, who) => {
      const id = idOf(request)
      await takeStep(noteSeen(store, id, who.seller.id))
      return show(reply, id, who, null)
    }),
  )
  for (const [name, step] of Object.entries(OFFER_STEPS)) {
    app.post(
      `/my/offers/:id/${name}`,
      { schema: ALL },
      signed(deps, async (request, reply, who) => {
        const id = idOf(request)
        const said = await takeStep(step(deps, { id, seller: who.seller.id }, request.body))
        return said ? show(reply, id, who, said) : reply.redirect(`/my/offers/${id}`, 303)
      }),
    )
  }
}

function leads(app: FastifyInstance, deps: ApiDeps): void {
  const { store } = deps
  app.get(
    '/my/leads',
    { schema: ALL },
    signed(deps, async (_request, reply, { seller, lang, frame }) => {
      const now = await store.clock.now(store.db)
      const body = leadsList(await leadsOf(store.db, seller.id), { now, zone: seller.zone, lang })
      return send(reply, lang, frame('leads'), { title: say('leads', lang), body })
    }),
  )

  const show = (reply: Parameters<typeof showLead>[1], id: string, who: Signed, said: Said | null) =>
    showLead(deps, reply, {
      grant: { id, seller: who.seller.id },
      base: `/my/leads/${id}`,
      frame: who.frame('leads'),
      said,
    })
  app.get(
    '/my/leads/:id',
    { schema: ALL },
    signed(deps, async (request, reply, who) => show(reply, idOf(request), who, null)),
  )
  for (const [name, step] of Object.entries(LEAD_STEPS)) {
    app.post(
      `/my/leads/:id/${name}`,
      { schema: ALL },
      signed(deps, async (request, reply, who) => {
        const id = idOf(request)
        const said = await takeStep(step(deps, { id, seller: who.seller.id }, request.body))
        return said ? show(reply, id, who, said) : reply.redirect(`/my/leads/${id}`, 303)
      }),
    )
  }
}

// Where the house is led to by a digest: nobody has the lead, so that there is nothing to do here but to read.
function anyLead(app: FastifyInstance, deps: ApiDeps): void {
  app.get(
    '/my/lead/:id',
    { schema: ALL },
    signed(deps, async (request, reply, { seller, lang, frame }) => {
      const body = storyPart(await houseLead(deps.store, idOf(request), seller), lang)
      return send(reply, lang, frame(), { title: say('unnamed', lang), body })
    }),
  )
}

function tasks(app: FastifyInstance, deps: ApiDeps): void {
  const { store } = deps
  app.get(
    '/my/tasks',
    { schema: ALL },
    signed(deps, async (_request, reply, { seller, lang, frame }) => {
      const now = await store.clock.now(store.db)
      const found = await listTasks(store.db, { sellerId: seller.id, status: 'open' })
      const named = await Promise.all(
        found.map(async (task) => ({ ...task, lead: await leadName(deps, task.lead_id) })),
      )
      const body = tasksList(named, { now, zone: seller.zone, lang, release: await newestRelease(store.db) })
      return send(reply, lang, frame('tasks'), { title: say('tasks', lang), body })
    }),
  )
  app.post(
    '/my/tasks/:id/done',
    { schema: ALL },
    signed(deps, async (request, reply, { seller }) => {
      // Of one that is closed already the list says all there is to say.
      await takeStep(finishTask(store, idOf(request), 'done', { sellerId: seller.id }))
      return reply.redirect('/my/tasks', 303)
    }),
  )
}

const leadName = async ({ store }: ApiDeps, id: string): Promise<string> => {
  const row = await store.db.selectFrom('leads').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name ?? ''
}
