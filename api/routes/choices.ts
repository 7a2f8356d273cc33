import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { leavingReason } from '../../core/mail/leaving-reasons.ts'
import type { Release } from '../../core/release/release.ts'
import { readToken } from '../../mail/tokens.ts'
import { recordLook } from '../../mail/track.ts'
import { mailNamed, unsubscribe } from '../../store/mail-choices.ts'
import { readPreferences, savePreferences } from '../../store/preferences.ts'
import { newestRelease } from '../../store/releases.ts'
import { actionOf, oneOf, preferencesPath, readAnyBody, readerLang, sentIn } from '../choosing.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage, unsubscribedPage, unsubscribePage } from '../pages/choices.ts'
import { choiceWord } from '../pages/choice-words.ts'
import { pageLang, sendPage } from '../pages/layout.ts'
import { preferencesPage, SHOWN, SHOWN_FEWER, shownOf } from '../pages/preferences.ts'
import { inLang } from '../../core/release/in-lang.ts'
import { visitorOf } from '../visitor.ts'

const params = z.object({ token: z.string().max(1000) })
const schema = { hide: true, params } as const
const ids = z.tuple([z.uuid()]).rest(z.string())

/** Version of the words of this page to which a reader says yes by ticking a topic. */
const PAGE_VERSION = 'preferences-1'

/** What the buttons of the page of preferences do. */
const BUTTONS: ReadonlySet<string> = new Set(['save', 'none', 'pause', 'resume'])

/** `/m/u/` stops mail, `/m/p/` chooses topics, pace and pause. GET shows, POST does; the token alone says who. */
export const choicesRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, secret, publicUrl } = deps
    readAnyBody(app)

    const gone = (request: FastifyRequest, reply: FastifyReply) =>
      sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)

    /** The mail that a link to unsubscribe is of. */
    async function mailOf(token: string) {
      const found = readToken<unknown>(secret, 'unsubscribe', token, await store.clock.now(store.db))
      const key = Array.isArray(found) && typeof found[0] === 'string' ? found[0] : null
      const mail = key === null ? null : await mailNamed(store.db, key)
      return key !== null && mail ? { key, ...mail } : null
    }

    app.get('/m/u/:token', { schema }, async (request, reply) => {
      const { token } = request.params
      const mail = await mailOf(token)
      if (!mail) return gone(request, reply)
      await recordLook(store, { key: mail.key, link: 'unsubscribe', by: visitorOf(deps, request) })
      const { topics, defaults } = await newestRelease(store.db)
      const { lang, asked } = readerLang(request, mail.lang, defaults.lang)
      const topic = mail.topic === null ? null : (topics[mail.topic] ?? null)
      const preferences = preferencesPath(deps, mail.leadId, mail.key)
      return sendPage(reply, unsubscribePage(lang, actionOf(`/m/u/${token}`, asked), { topic, preferences }))
    })

    app.post('/m/u/:token', { schema }, async (request, reply) => {
      const mail = await mailOf(request.params.token)
      if (!mail) return gone(request, reply)
      const { what, reason } = await sentIn(request)
      await unsubscribe(store, mail.key, {
        all: what === 'all',
        source: `${publicUrl}/m/u`,
        reason: leavingReason(oneOf(reason)),
      })
      const { defaults } = await newestRelease(store.db)
      const { lang } = readerLang(request, mail.lang, defaults.lang)
      return sendPage(reply, unsubscribedPage(lang, preferencesPath(deps, mail.leadId, mail.key)))
    })

    /** The lead that a link to preferences is of, and the mail that it stood in. */
    async function leadOf(token: string): Promise<{ id: string; message: string | null } | null> {
      const found = ids.safeParse(
        readToken<unknown>(secret, 'preferences', token, await store.clock.now(store.db)),
      )
      return found.success ? { id: found.data[0], message: found.data[1] ?? null } : null
    }

    async function show(request: FastifyRequest, reply: FastifyReply, lead: string, saved: boolean) {
      const preferences = await readPreferences(store, lead)
      if (!preferences) return gone(request, reply)
      const release = await newestRelease(store.db)
      const { lang, asked } = readerLang(request, preferences.lang, release.defaults.lang)
      const { token } = request.params as z.infer<typeof params>
      const shown = { preferences, saved, answersTo: answersTo(release) }
      return sendPage(reply, preferencesPage(lang, actionOf(`/m/p/${token}`, asked), shown))
    }

    app.get('/m/p/:token', { schema }, async (request, reply) => {
      const lead = await leadOf(request.params.token)
      if (!lead) return gone(request, reply)
      const { message } = lead
      if (message)
        await recordLook(store, { key: message, link: 'preferences', by: visitorOf(deps, request) })
      return show(request, reply, lead.id, false)
    })

    app.post('/m/p/:token', { schema }, async (request, reply) => {
      const lead = await leadOf(request.params.token)
      const before = lead && (await readPreferences(store, lead.id))
      if (!lead || !before) return gone(request, reply)
      const {
        what,
        topic = [],
        fewer,
        reason,
        [SHOWN]: shown,
        [SHOWN_FEWER]: shownFewer,
      } = await sentIn(request)
      // What no button of the page sends, such as nothing at all, takes nothing back.
      if (!BUTTONS.has(oneOf(what) ?? '')) return show(request, reply, lead.id, false)
      const { lang } = readerLang(request, before.lang, (await newestRelease(store.db)).defaults.lang)
      await savePreferences(store, lead.id, {
        wanted: what === 'none' ? null : new Set([topic].flat()),
        shown: shownOf(shown),
        ...(shownFewer !== undefined && {
          fewer: { shown: shownFewer === 'yes', wanted: fewer === 'yes' },
        }),
        pause: what === 'pause' ? 'begin' : what === 'resume' ? 'end' : null,
        reason: leavingReason(oneOf(reason)),
        message: lead.message,
        source: `${publicUrl}/m/p`,
        textOf: (one) => `${choiceWord('preferences', lang)} ${inLang(one.label, lang)}`,
        version: PAGE_VERSION,
      })
      return show(request, reply, lead.id, true)
    })
  }

/** Where a person can be asked. */
function answersTo({ senders, defaults }: Release): string {
  const sender = senders[defaults.sender]
  return sender?.replyTo ?? sender?.address ?? ''
}
