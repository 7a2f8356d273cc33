import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import { answerCheck, type CheckAnswer, type LeadCheck, readCheck } from '../../store/handoffs/lead-check.ts'
import { readToken } from '../../mail/tokens.ts'
import type { ApiDeps } from '../deps.ts'
import { gonePage } from './choices.ts'
import { type Html, html } from './html.ts'
import { type PageLang, page, pageLang, sendPage } from './layout.ts'

const ANSWERS = ['offered ours', 'offered another', 'nobody called'] as const

const WORDS: Record<PageLang, Record<CheckAnswer | 'title' | 'ask' | 'thanks' | 'change', string>> = {
  en: {
    title: 'Did somebody call you?',
    ask: 'was to call you about your question. One click tells us how it went.',
    'offered ours': 'Yes, and offered your product',
    'offered another': 'Yes, but offered something else',
    'nobody called': 'Nobody called',
    thanks: 'Thank you. We have noted:',
    change: 'If that was not right, choose again.',
  },
  ru: {
    title: 'Вам позвонили?',
    ask: 'должен был связаться с вами. Скажите одним нажатием, как всё прошло.',
    'offered ours': 'Да, и предложили вашу продукцию',
    'offered another': 'Да, но предложили другое',
    'nobody called': 'Никто не позвонил',
    thanks: 'Спасибо. Мы записали:',
    change: 'Если это не так, выберите ещё раз.',
  },
}

const grant = z.object({ id: z.uuid() })
const params = z.object({ token: z.string().max(1000) })

/** `/q/<token>`: the lead says whether somebody called and offered our product. GET shows, POST does. */
export const leadCheckPages =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const asked = async (token: string): Promise<string | null> => {
      const now = await store.clock.now(store.db)
      const found = grant.safeParse(readToken(secret, 'check', token, now))
      return found.success ? found.data.id : null
    }

    app.get('/q/:token', { schema: { hide: true, params } }, async (request, reply) => {
      const { token } = request.params
      const id = await asked(token)
      const check = id ? await orNull(readCheck(store, id)) : null
      const lang = pageLang(request.headers['accept-language'], check?.lang ?? 'en')
      return check ? sendPage(reply, checkPage(check, token, lang)) : sendPage(reply, gonePage(lang), 403)
    })

    app.post(
      '/q/:token',
      { schema: { hide: true, params, body: z.looseObject({ answer: z.enum(ANSWERS) }) } },
      async (request, reply) => {
        const { token } = request.params
        const id = await asked(token)
        const done = id ? await orNull(answerCheck(store, id, request.body.answer).then(() => true)) : null
        if (!done) return sendPage(reply, gonePage(pageLang(request.headers['accept-language'])), 403)
        return reply.redirect(`/q/${token}`, 303)
      },
    )
  }

function checkPage({ who, answer }: LeadCheck, token: string, lang: PageLang): Html {
  const words = WORDS[lang]
  return page(
    lang,
    words.title,
    html`${answer ? html`<p role="status">${words.thanks} <strong>${words[answer]}</strong>. ${words.change}</p>` : html`<p>${who} ${words.ask}</p>`}
<form method="post" action="/q/${token}">
${ANSWERS.map((one) => html`<button type="submit" class="second" name="answer" value="${one}">${words[one]}</button>\n`)}</form>`,
  )
}

const orNull = <T>(work: Promise<T>): Promise<T | null> =>
  work.catch((error: unknown) => {
    if (error instanceof AppError && (error.code === 'handoff_unknown' || error.code === 'lead_erased'))
      return null
    throw error
  })
