import type { Release } from '../../../core/release/release.ts'
import { moneyText } from '../../../core/sales/money.ts'
import type { DealerRow } from '../../../store/dealers/rate.ts'
import type { MyLead } from '../../../store/handoffs/mine.ts'
import { spoken } from '../../../store/handoffs/words.ts'
import type { OfferPage } from '../../../store/offers/read.ts'
import { taskNote, taskTitle } from '../../../store/task-title.ts'
import type { TaskRow } from '../../../store/tasks.ts'
import { type Html, html, type Part } from '../html.ts'
import type { PageLang } from '../layout.ts'
import { say as offerWord } from '../offer-words.ts'
import { countdown, type Left } from './countdown.ts'
import { say } from './words.ts'

const cards = (all: Html[], none: string): Html =>
  all.length > 0 ? html`<ul class="cards">${all}</ul>` : html`<p>${none}</p>`

// The list names nobody more than the offer does: for a dealer the story is masked already.
const named = (parts: string[], lang: PageLang): string =>
  parts.filter((one) => one !== '').join(', ') || say('unnamed', lang)

/** What is offered now, what ends first on top. */
export const offersList = (offers: { shown: OfferPage; left: Left }[], lang: PageLang): Html =>
  cards(
    offers.map(({ shown, left }) => {
      const { story, auction, offer } = shown
      const top = auction?.highest ?? auction?.floor
      return html`<li><a href="/my/offers/${offer.id}">${named([story.name, story.company || story.words.title, story.town], lang)}</a>
${auction && top !== undefined && html`<p>${say('auction', lang)}: ${moneyText({ amount: top, currency: auction.currency }, lang)}${auction.leading && html` (${say('yours', lang)})`}</p>`}
<p>${countdown(left, lang)}</p></li>`
    }),
    say('noOffers', lang),
  )

/** The seller's own leads: those that nobody spoke with yet first. */
export const leadsList = (
  leads: MyLead[],
  { now, zone, lang }: { now: number; zone: string; lang: PageLang },
): Html =>
  cards(
    leads.map(
      (
        lead,
      ) => html`<li><a href="/my/leads/${lead.handoff}">${named([lead.name, lead.company, lead.town], lang)}</a>
${leadClock(lead, { now, zone, lang })}</li>`,
    ),
    say('noLeads', lang),
  )

function leadClock(lead: MyLead, { now, zone, lang }: { now: number; zone: string; lang: PageLang }): Part {
  if (lead.followUpAt !== null)
    return html`<p>${say('followUp', lang)}: ${lead.nextStep} ${spoken(lead.followUpAt, zone, lang)}${late(lead.followUpAt, now, lang)}</p>`
  if (lead.contactedAt !== null)
    return html`<p class="hint">${offerWord('contacted', lang)}: ${spoken(lead.contactedAt, zone, lang)}</p>`
  if (lead.contactDueAt === null) return null
  return html`<p>${offerWord('callBy', lang)} ${spoken(lead.contactDueAt, zone, lang)}${late(lead.contactDueAt, now, lang)}</p>`
}

const late = (due: number, now: number, lang: PageLang): Part =>
  due <= now && html` <strong class="fault">${say('late', lang)}</strong>`

/** What the seller has to do, what is due first on top. */
export const tasksList = (
  tasks: (TaskRow & { lead: string })[],
  { now, zone, lang, release }: { now: number; zone: string; lang: PageLang; release: Release },
): Html =>
  cards(
    tasks.map(
      (
        task,
      ) => html`<li><strong>${taskTitle(release, task.name, lang)}</strong>${task.lead !== '' && html`: ${task.lead}`}
${noteOf(taskNote(release, task, lang))}
<p class="hint">${say('due', lang)}: ${spoken(task.due_at, zone, lang)}${late(task.due_at, now, lang)}</p>
<form method="post" action="/my/tasks/${task.id}/done"><button type="submit" class="second">${say('done', lang)}</button></form></li>`,
    ),
    say('noTasks', lang),
  )

const noteOf = (note: string): Part => note !== '' && html`<p>${note}</p>`

const starsText = (stars: number, lang: PageLang): string =>
  new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(stars)

/** The stars of a dealer, with what makes them. */
export function starsPart(
  dealer: { stars: number | null; stars_why: DealerRow['stars_why'] } | undefined,
  lang: PageLang,
): Part {
  if (!dealer || dealer.stars === null) return null
  return html`<details><summary>${say('stars', lang)}: ${starsText(dealer.stars, lang)}</summary>
<ul>${dealer.stars_why.map(({ text, words }) => html`<li>${words?.[lang] ?? text}</li>`)}</ul></details>`
}
