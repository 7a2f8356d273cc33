import type { Duration } from '../../core/language/durations.ts'
import { type NewMessage, queueMessage, queueMessages } from '../messages.ts'
import type { Moment } from '../moment.ts'
import { readSeller, type SellerRow } from '../sellers.ts'
import { taskNote, taskTitle } from '../task-title.ts'
import type { TaskRow } from '../tasks.ts'
import type { LeadStory } from './lead-story.ts'
import { storyTeller } from './story-for.ts'
import type { Held } from './lock.ts'
import { langOf, spoken } from './words.ts'

/** A mail to a seller about a hand-off. */
export interface SellerMail {
  key: string
  template: string
  /** Instants that the mail says, in epoch ms. */
  times: { until: number }
  /** The page that the mail opens: a link that is signed when the mail is composed. */
  link?: { page: 'offer' | 'handoff'; id: string }
  /** With the lead's address and phone: only for the one who has the lead. */
  contacts?: boolean
  expiresAt?: number
  /** Others are offered the same lead at once. */
  shared?: boolean
  /** Whose lead it is, where the head reads. */
  who?: string
  /** What else its template says. */
  more?: Record<string, unknown>
}

/** How long a link to a page stays good after the instant that the mail names. */
const LINK_LASTS = 90 * 24 * 3600 * 1000

/** Queues a mail to a seller with the lead's story. */
export const mailSeller = (m: Moment, held: Held, seller: SellerRow, mail: SellerMail): Promise<void> =>
  mailSellers(m, held, [{ seller, mail }])

/** The same to many sellers: each reads the story that he may read, which is put together once for all who read the same. */
export async function mailSellers(
  m: Moment,
  held: Held,
  mails: readonly { seller: SellerRow; mail: SellerMail }[],
): Promise<void> {
  const { lead } = held
  const storyFor = storyTeller(m, held)
  const messages: NewMessage[] = []
  for (const { seller, mail } of mails) {
    nudge(m, seller, mail)
    messages.push({
      key: mail.key,
      leadId: lead.id,
      sellerId: seller.id,
      source: 'handoff',
      template: mail.template,
      ...(mail.expiresAt !== undefined && { expiresAt: mail.expiresAt }),
      vars: {
        reader: seller.name,
        who: mail.who ?? seller.name,
        until: spoken(mail.times.until, seller.zone, langOf(seller.lang)),
        story: inWords(await storyFor(seller)),
        shared: mail.shared ?? false,
        ...(mail.link && { page: { ...mail.link, seller: seller.id, until: mail.times.until + LINK_LASTS } }),
        ...mail.more,
        ...(mail.contacts && { contacts: { email: lead.email ?? '', phone: lead.phone ?? '' } }),
      },
    })
  }
  await queueMessages(m, messages)
}

/** The story as templates write it: with what its reader calls things. */
const inWords = ({ words, ...story }: LeadStory) => ({
  ...story,
  title: words.title,
  thing: words.thing,
  about: words.about.map(({ label, text }) => `${label}: ${text}`),
})

function nudge(m: Moment, seller: SellerRow, { key, template, link, times }: SellerMail): void {
  if (!link) return
  m.nudges.push({
    id: key,
    seller: seller.id,
    what: template.slice(template.indexOf('/') + 1),
    path: `/my/${link.page === 'offer' ? 'offers' : 'leads'}/${link.id}`,
    until: times.until,
  })
}

/** Tells a seller about a task. One that nobody has yet waits in the head's list. */
export async function mailTask(m: Moment, task: TaskRow): Promise<void> {
  const seller = task.seller_id ? await readSeller(m.tx, task.seller_id) : undefined
  if (!seller) return
  const lead = await m.tx
    .selectFrom('leads')
    .leftJoin('accounts', 'accounts.id', 'leads.account_id')
    .select(['leads.name', 'leads.email', 'leads.phone', 'accounts.name as company'])
    .where('leads.id', '=', task.lead_id)
    .executeTakeFirstOrThrow()
  await queueMessage(m, {
    key: `task/${task.id}`,
    leadId: task.lead_id,
    sellerId: seller.id,
    source: 'handoff',
    template: 'sales/task',
    vars: {
      reader: seller.name,
      task: taskTitle(m.release, task.name, langOf(seller.lang)),
      note: taskNote(m.release, task, langOf(seller.lang)),
      until: spoken(task.due_at, seller.zone, langOf(seller.lang)),
      about: { name: lead.name ?? '', company: lead.company ?? '' },
      contacts: { email: lead.email ?? '', phone: lead.phone ?? '' },
    },
  })
}

/** How long the first contact may take: as the step says, else as the route does. */
export const contactTime = (handoff: { first_contact: string | null }, route: { firstContact: Duration }) =>
  (handoff.first_contact as Duration | null) ?? route.firstContact
