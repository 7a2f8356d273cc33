import type { FastifyReply } from 'fastify'
import { handoffPage } from '../../../store/handoffs/page.ts'
import { HELD_BY_SALES } from '../../../store/handoffs/hold-mail.ts'
import { readPromises } from '../../../store/handoffs/promises.ts'
import { langOf } from '../../../store/handoffs/words.ts'
import { nextMail } from '../../../store/next-mail.ts'
import { readOffer } from '../../../store/offers/read.ts'
import { newestRelease } from '../../../store/releases.ts'
import type { ApiDeps } from '../../deps.ts'
import { ownedPage } from '../handoff.ts'
import { type Html, html, type Part } from '../html.ts'
import { type PageLang, page, sendPage } from '../layout.ts'
import { type Content, offerPage } from '../offer.ts'
import type { Grant } from '../sales-links.ts'
import { allowStyle, clockStyle } from './countdown.ts'
import type { Said } from './steps.ts'
import { say } from './words.ts'

/** Puts a content into its page: with the menu of somebody signed in, or alone behind a link. */
export type Frame = (lang: PageLang, content: Content, head: Part) => Html

/** A page behind a link in a mail. */
export const alone: Frame = (lang, { title, body }, head) => page(lang, title, body, { head })

/** Who looks at what, under which address, and what went wrong with what they sent. */
interface Look {
  grant: Grant
  base: string
  frame: Frame
  said: Said | null
}

/** Shows an offer. `leadUrl`: where its lead is once it is taken. @throws AppError offer_unknown */
export async function showOffer(
  deps: ApiDeps,
  reply: FastifyReply,
  { grant, base, frame, said }: Look,
  leadUrl: (handoff: string, now: number) => string,
): Promise<FastifyReply> {
  const shown = await readOffer(deps.store, grant.id, { sellerId: grant.seller })
  const lang = langOf(shown.seller.lang)
  const ms = shown.offer.expiresAt - shown.now
  const content = offerPage(shown, {
    base,
    lang,
    leadUrl: shown.contacts ? leadUrl(shown.offer.handoff, shown.now) : null,
    calls: deps.telephony !== undefined,
    left: { id: shown.offer.id, ms, machineMs: deps.store.clock.machineMs(ms) },
    said: said?.word ?? null,
  })
  return send(reply, lang, frame, content, said?.status)
}

/** Shows a lead to the one who has it. @throws AppError handoff_unknown */
export async function showLead(
  { store, telephony }: ApiDeps,
  reply: FastifyReply,
  { grant, base, frame, said }: Look,
): Promise<FastifyReply> {
  const { db } = store
  const shown = await handoffPage(store, grant.id, grant.seller)
  const lang = langOf(shown.seller.lang)
  const lead = await db
    .selectFrom('leads')
    .select(['id', 'lang', 'hush_until', 'hush_reason'])
    .where('id', '=', shown.handoff.lead_id)
    .executeTakeFirstOrThrow()
  const held = lead.hush_reason === HELD_BY_SALES && lead.hush_until !== null && lead.hush_until > shown.now
  const content = ownedPage(shown, {
    base,
    lang,
    next: await nextMail(db, await newestRelease(db), lead),
    promises: await readPromises(store, grant.id, { sellerId: grant.seller }),
    heldUntil: held ? lead.hush_until : null,
    calls: telephony !== undefined,
    fault: faultOf(said),
  })
  return send(reply, lang, frame, content, said?.status)
}

// What is over the page shows by itself; what was written wrong, or a call that could not be, has to be said.
const faultOf = (said: Said | null) =>
  said && (said.status === 422 || said.word !== null)
    ? { code: said.code, word: said.word ?? ('wrongText' as const) }
    : null

/** Sends a page, with the style of its clock if one runs on it. */
export function send(
  reply: FastifyReply,
  lang: PageLang,
  frame: Frame,
  content: Content,
  status = 200,
): FastifyReply {
  const style = content.left ? clockStyle([content.left].flat()) : null
  if (style) allowStyle(reply, style)
  return sendPage(reply, frame(lang, content, style), status)
}

/** What somebody is told who asks for what is not there, or is another's: always the same. Who is signed in can go on from there. */
export const nothingHere = (lang: PageLang, frame: Frame = alone): Html =>
  frame(
    lang,
    { title: say('nothing', lang), body: html`<p role="status">${say('nothingText', lang)}</p>` },
    null,
  )
