import type { FastifyInstance } from 'fastify'
import { AppError } from '../../../core/errors.ts'
import { normalEmail } from '../../../core/identity/email.ts'
import { normalPhone } from '../../../core/identity/phone.ts'
import { addMetLead, type MetLead } from '../../../store/met-lead.ts'
import type { SellerRow } from '../../../store/sellers.ts'
import type { ApiDeps } from '../../deps.ts'
import type { PageLang } from '../../pages/layout.ts'
import { EMPTY, type MetFaults, type MetForm, metPage, metSavedPage } from '../../pages/sales/met.ts'
import { send } from '../../pages/sales/show.ts'
import { say } from '../../pages/sales/words.ts'
import { line } from '../../schemas.ts'
import { signed } from './signed.ts'

const ALL = { hide: true } as object
const MAX_LINE = 200
const MAX_NOTE = 2000
const oneLine = line(MAX_LINE)

/** `/my/new`: somebody whom the seller met. */
export function metRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.get(
    '/my/new',
    { schema: ALL },
    signed(deps, async (_request, reply, { lang, frame }) =>
      send(reply, lang, frame('add'), metPage(EMPTY, {}, lang)),
    ),
  )

  app.post(
    '/my/new',
    { schema: ALL },
    signed(deps, async (request, reply, { seller, lang, frame }) => {
      const written = writtenIn(request.body)
      const checked = check(written, seller, lang)
      if ('faults' in checked)
        return send(reply, lang, frame('add'), metPage(written, checked.faults, lang), 422)
      try {
        await addMetLead(deps.store, seller.id, checked.met)
      } catch (error) {
        // Of a person who wanted to be forgotten nothing more is recorded, and nobody is told of it.
        if (!(error instanceof AppError) || error.code !== 'lead_erased') throw error
      }
      return send(reply, lang, frame('add'), metSavedPage(lang))
    }),
  )
}

function writtenIn(body: unknown): MetForm {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(EMPTY).map((name) => [name, typeof sent[name] === 'string' ? sent[name].trim() : '']),
  ) as MetForm
}

function check(
  written: MetForm,
  seller: SellerRow,
  lang: PageLang,
): { met: MetLead } | { faults: MetFaults } {
  const faults: MetFaults = {}
  for (const name of ['name', 'email', 'phone', 'company', 'where'] as const)
    if (!oneLine.safeParse(written[name]).success) faults[name] = 'wrong'
  for (const name of ['name', 'where'] as const) if (written[name] === '') faults[name] = 'wrong'
  if (written.note.length > MAX_NOTE) faults.note = 'wrong'
  if (written.email === '' && written.phone === '') faults.phone = 'emailOrPhone'
  const email = written.email === '' ? null : normalEmail(written.email)
  if (email && !email.ok) faults.email = 'noEmail'
  const phone = written.phone === '' ? null : normalPhone(written.phone, seller.country)
  if (written.phone !== '' && phone === null) faults.phone = 'badPhone'
  if (written.agreed === '') faults.agreed = 'mustAgree'
  if (Object.keys(faults).length > 0) return { faults }
  return {
    met: {
      name: written.name,
      ...(email?.ok && { email: email.email }),
      ...(phone && { phone }),
      company: written.company,
      where: written.where,
      note: written.note,
      agreed: say('agreed', lang),
      news: written.news === '' ? null : say('agreedNews', lang),
    },
  }
}
