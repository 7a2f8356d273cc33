import { sql } from 'kysely'
import { reminderAt } from '../../core/sales/clocks.ts'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import { headOfAll, readSeller, type SellerRow } from '../sellers.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { mailSeller } from './mails.ts'
import type { Standing } from './move.ts'
import { routeOf, workTime } from './route.ts'
import { line } from './tell.ts'

/** Facts that say that somebody spoke with the lead. */
const CONTACT = ['call.ended', 'handoff.contacted', 'email.replied']

/**
 * The clock of the first contact: a reminder before it is due, its head told when it is over. A talk that became known
 * meanwhile stops it.
 */
export async function watchContact(m: Moment, held: Held): Promise<Standing> {
  const { handoff } = held
  const owned: Standing = { until: null, details: `owned by sales, route ${handoff.route}` }
  const seller = handoff.owner_id ? await readSeller(m.tx, handoff.owner_id) : undefined
  if (!seller || handoff.contact_due_at === null || handoff.contacted_at !== null) return owned
  const talked = await firstContact(m, held)
  if (talked !== null) {
    await change(m, held, { contacted_at: talked })
    return owned
  }
  const due = handoff.contact_due_at
  const route = routeOf(m, handoff)
  const from = handoff.owned_at ?? handoff.opened_at
  const remindAt = reminderAt(due, route.remindBefore, from, workTime(m, route, seller))
  if (m.now >= due) {
    // Whoever won an auction and is silent loses the lead: there is no head to tell.
    if (handoff.overdue_at === null && handoff.winner_bid === null) await tellHead(m, held, seller)
    return { until: null, details: `first contact is overdue, route ${handoff.route}` }
  }
  const reminds = remindAt !== null && handoff.reminded_at === null
  if (reminds && m.now >= remindAt) await remind(m, held, seller)
  return {
    until: reminds && m.now < remindAt ? remindAt : due,
    details: `first contact is due, route ${handoff.route}`,
  }
}

async function firstContact(m: Moment, held: Held): Promise<number | null> {
  const { handoff } = held
  const fact = await m.tx
    .selectFrom('facts')
    .select('at')
    .where('lead_id', '=', handoff.lead_id)
    .where('type', 'in', CONTACT)
    .where(sql<boolean>`at >= ${instant(handoff.owned_at ?? handoff.opened_at)}`)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return fact?.at ?? null
}

async function remind(m: Moment, held: Held, seller: SellerRow): Promise<void> {
  const { handoff } = held
  await change(m, held, { reminded_at: m.now })
  await line(m, handoff, 'reminded', { seller: seller.id })
  await mailSeller(m, held, seller, {
    key: `remind/${handoff.id}/${handoff.owned_at}`,
    template: 'sales/reminder',
    times: { until: handoff.contact_due_at ?? m.now },
    link: { page: 'handoff', id: handoff.id },
    contacts: true,
  })
}

async function tellHead(m: Moment, held: Held, seller: SellerRow): Promise<void> {
  const { handoff } = held
  await change(m, held, { overdue_at: m.now })
  const head = seller.head_id ? await readSeller(m.tx, seller.head_id) : await headOfAll(m.tx)
  await line(m, handoff, 'first contact overdue', { seller: seller.id, head: head?.id ?? null })
  if (!head) return
  await mailSeller(m, held, head, {
    key: `overdue/${handoff.id}/${handoff.owned_at}`,
    template: 'sales/overdue',
    times: { until: handoff.contact_due_at ?? m.now },
    who: seller.name,
  })
}
