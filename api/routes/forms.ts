import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../core/errors.ts'
import type { Form } from '../../core/release/release.ts'
import { dropFiles } from '../../store/files.ts'
import { type Submitted, submitForm } from '../../store/forms.ts'
import { newestRelease } from '../../store/releases.ts'
import type { ApiDeps } from '../deps.ts'
import { documentLink } from '../links.ts'
import { receiveForm, type ReceivedForm } from '../receive-form.ts'
import { type AnswerFault, readAnswers } from '../pages/form-answers.ts'
import { formPage, KEY, LANG, thanksPage, TRAP } from '../pages/form.ts'
import { type PageLang, pageLang, sendPage } from '../pages/layout.ts'
import { faultText } from '../pages/words.ts'
import { problemOf, sendProblem } from '../problems.ts'

const params = z.object({ form: z.string().min(1).max(100) })
const query = z.object({ lang: z.string().max(10).optional() })

interface Received {
  name: string
  form: Form
  lang: PageLang
  received: ReceivedForm
}

const wantsPage = (request: FastifyRequest): boolean => (request.headers.accept ?? '').includes('text/html')

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined

/** `/f/{form}`: GET shows the form as the newest release has it, POST takes it. No script, no cookie. */
export const formsRoutes =
  (deps: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { store, publicUrl, dataDir } = deps

    async function published(name: string): Promise<{ form: Form; fallback: string; zone: string }> {
      const { forms, defaults } = await newestRelease(store.db)
      const form = Object.hasOwn(forms, name) ? forms[name] : undefined
      if (!form) throw new AppError('form_unknown')
      return { form, fallback: defaults.lang, zone: defaults.zone }
    }

    const langOf = (request: FastifyRequest, asked: string | undefined, fallback: string): PageLang =>
      asked === 'en' || asked === 'ru' ? asked : pageLang(request.headers['accept-language'], fallback)

    app.get(
      '/f/:form',
      { schema: { hide: true, params, querystring: query } as const },
      async (request, reply) => {
        const name = request.params.form
        const { form, fallback } = await published(name)
        const lang = langOf(request, request.query.lang, fallback)
        return sendPage(reply, formPage({ name, form, lang, key: randomUUID() }))
      },
    )

    app.post('/f/:form', { schema: { hide: true, params } as const }, async (request, reply) => {
      const name = request.params.form
      const { form, fallback, zone } = await published(name)
      const received = await receiveForm(request, form, dataDir)
      const lang = langOf(request, single(received.raw[LANG]), fallback)
      // Only a machine fills in what no person sees; it is told the same and nothing is kept.
      const trapped = Boolean(received.raw[TRAP])
      const answers = readAnswers(form, received.raw, lang, new Set(received.files.map((one) => one.field)))
      const faults = [...received.faults, ...answers.faults]
      const refused = trapped || faults.length > 0
      const done = refused ? null : await submitted(request, { name, form, lang, received, answers })
      // Before the reply: whoever has read it may count on it.
      if (!done || done.repeated) await dropFiles(dataDir, received.files)
      if (refused && !trapped) return refuse(request, reply, { name, form, lang, received, faults })
      return sendPage(reply, thanksPage(form, lang, { zone, ...done }))
    })

    async function submitted(
      request: FastifyRequest,
      { name, form, lang, received, answers }: Received & { answers: ReturnType<typeof readAnswers> },
    ): Promise<Submitted> {
      try {
        return await submitForm(store, {
          name,
          form,
          lang,
          key: single(received.raw[KEY])?.slice(0, 100) || randomUUID(),
          values: answers.values,
          consents: answers.consents,
          files: received.files,
          source: `${publicUrl}/f/${name}`,
          ip: request.ip,
          documentLink: (document, lead, at) => documentLink(deps, { document, lead, at }),
        })
      } catch (error) {
        // After any other fault it may have been taken all the same; what was not is a stray file.
        if (error instanceof AppError) await dropFiles(dataDir, received.files)
        throw error
      }
    }

    function refuse(
      request: FastifyRequest,
      reply: FastifyReply,
      { name, form, lang, received, faults }: Received & { faults: AnswerFault[] },
    ): FastifyReply {
      const why = faults.some((one) => one.why === 'size')
        ? 'file_size'
        : faults.some((one) => one.why === 'file')
          ? 'file_type'
          : 'form_faults'
      const errors = faults.map((one) => ({ pointer: `/${one.name}`, detail: faultText(one.why, lang) }))
      const problem = problemOf(request, new AppError(why), errors)
      if (!wantsPage(request)) return sendProblem(reply, problem)
      const key = single(received.raw[KEY])?.slice(0, 100) || randomUUID()
      return sendPage(reply, formPage({ name, form, lang, key, raw: received.raw, faults }), problem.status)
    }
  }
