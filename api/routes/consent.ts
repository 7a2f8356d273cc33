import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { readToken } from '../../mail/tokens.ts'
import { type ConsentAsk, confirmAsk, readAsk } from '../../store/confirm-consent.ts'
import { newestRelease } from '../../store/releases.ts'
import { actionOf, preferencesPath, readerLang } from '../choosing.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage } from '../pages/choices.ts'
import { confirmedPage, confirmPage, lapsedPage } from '../pages/consent.ts'
import { pageLang, sendPage } from '../pages/layout.ts'

const params = z.object({ token: z.string().max(1000) })
const schema = { hide: true, params } as const
const ids = z.tuple([z.uuid()])

/** `/m/a/`: a consent is confirmed from the mailbox. GET shows what was ticked, POST keeps it, once. */
export const consentRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, secret } = deps

    async function askOf(token: string): Promise<ConsentAsk | null> {
      const found = ids.safeParse(
        readToken<unknown>(secret, 'consent', token, await store.clock.now(store.db)),
      )
      return found.success ? readAsk(store, found.data[0]) : null
    }

    async function show(
      request: FastifyRequest,
      reply: FastifyReply,
      ask: ConsentAsk,
      state: ConsentAsk['state'],
    ) {
      const { defaults, forms } = await newestRelease(store.db)
      const { lang, asked } = readerLang(request, ask.lang, defaults.lang)
      const { token } = request.params as z.infer<typeof params>
      const form = ask.form !== null && Object.hasOwn(forms, ask.form) ? `/f/${ask.form}?lang=${lang}` : null
      switch (state) {
        case 'open':
          return sendPage(reply, confirmPage(lang, actionOf(`/m/a/${token}`, asked), ask))
        case 'confirmed':
          return sendPage(reply, confirmedPage(lang, preferencesPath(deps, ask.leadId)))
        default:
          return sendPage(reply, lapsedPage(lang, form), 410)
      }
    }

    const gone = (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)

    app.get('/m/a/:token', { schema }, async (request, reply) => {
      const ask = await askOf(request.params.token)
      return ask ? show(request, reply, ask, ask.state) : gone(request, reply)
    })

    app.post('/m/a/:token', { schema }, async (request, reply) => {
      const ask = await askOf(request.params.token)
      const state = ask && (await confirmAsk(store, { id: ask.id, ip: request.ip }))
      return ask && state ? show(request, reply, ask, state) : gone(request, reply)
    })
  }
