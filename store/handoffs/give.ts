import { contactDue } from '../../core/sales/clocks.ts'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import type { SellerRow } from '../sellers.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { mailLead } from './lead-mails.ts'
import { contactTime, mailSeller } from './mails.ts'
import { reveal } from './own.ts'
import { promisesOf } from './promises.ts'
import { routeOf, workTime } from './route.ts'
import { FRESH_CLOCKS, notePass } from './note-pass.ts'
import { line, tell } from './tell.ts'
import { brief, langOf } from './words.ts'

/**
 * Gives an owned hand-off from its owner to somebody else, with the lead, its open tasks, what goes out in the owner's
 * name and what was promised. `clock: 'keep'`: an instant that was told to the lead stays; 'anew': the new owner's
 * first contact is due from now on. The caller moves the hand-off on.
 */
export async function giveTo(
  m: Moment,
  held: Held,
  seller: SellerRow,
  { why, clock, level = null }: { why: string; clock: 'keep' | 'anew'; level?: string | null },
): Promise<void> {
  const { handoff } = held
  const from = handoff.owner_id
  if (from === null) return
  const route = routeOf(m, handoff)
  const keeps = clock === 'keep' && (handoff.contacted_at !== null || (handoff.contact_due_at ?? 0) > m.now)
  const due = keeps
    ? (handoff.contact_due_at ?? m.now)
    : contactDue(m.now, contactTime(handoff, route), workTime(m, route, seller))
  await notePass(m, handoff, { to: seller.id, level, why })
  await change(m, held, {
    owner_id: seller.id,
    dealer_id: seller.dealer_id,
    contact_due_at: due,
    ...(!keeps && { owned_at: m.now, ...FRESH_CLOCKS }),
  })
  held.freed = seller.dealer_id === null
  await giveLead(m, held, from, seller.id)
  await reveal(m, held, seller, 'taken')
  await tell(m, handoff, 'handoff.passed', { seller: seller.id, from, ...(level && { level }) })
  await line(m, handoff, 'passed on', {
    from,
    seller: seller.id,
    why,
    ...(level && { level }),
    contactDueAt: new Date(due).toISOString(),
  })
  await mailPassed(m, held, seller, { due, why })
  if (!keeps) await mailLead(m, held, seller, { due })
}

/** The lead, its open tasks and the mail that waits to leave in the name of `from` are `to`'s now. */
export async function giveLead(
  m: Moment,
  { lead }: Pick<Held, 'lead'>,
  from: string,
  to: string | null,
): Promise<{ tasks: number }> {
  if (lead.owner_id === from) {
    await m.tx
      .updateTable('leads')
      .set({ owner_id: to, updated_at: instant(m.now) })
      .where('id', '=', lead.id)
      .execute()
    lead.owner_id = to
  }
  const tasks = await m.tx
    .updateTable('tasks')
    .set({ seller_id: to })
    .where('lead_id', '=', lead.id)
    .where('seller_id', '=', from)
    .where('status', '=', 'open')
    .executeTakeFirst()
  await m.tx
    .updateTable('messages')
    .set({ from_seller: to })
    .where('lead_id', '=', lead.id)
    .where('from_seller', '=', from)
    .where('status', 'in', ['queued', 'retry'])
    .execute()
  return { tasks: Number(tasks.numUpdatedRows) }
}

async function mailPassed(
  m: Moment,
  held: Held,
  seller: SellerRow,
  { due, why }: { due: number; why: string },
): Promise<void> {
  const lang = langOf(seller.lang)
  const promises = (await promisesOf(m.tx, held.lead.id)).filter(({ keptAt }) => keptAt === null)
  await mailSeller(m, held, seller, {
    key: `passed/${held.handoff.id}/${seller.id}/${m.now}`,
    template: 'sales/passed',
    times: { until: due },
    link: { page: 'handoff', id: held.handoff.id },
    contacts: true,
    more: {
      why,
      promises: promises.map(({ text, dueAt }) => ({
        text,
        due: dueAt === null ? '' : brief(dueAt, seller.zone, lang),
      })),
    },
  })
}
