import { sql } from 'kysely'
import type { Duration } from '../../core/language/durations.ts'
import { reminderAt } from '../../core/sales/clocks.ts'
import { addDuration } from '../../core/time/duration.ts'
import type { Route } from '../../core/release/release.ts'
import { runningCalls } from '../calls/running.ts'
import { instant } from '../database.ts'
import type { Moment } from '../moment.ts'
import { headOfAll, readSeller, type SellerRow } from '../sellers.ts'
import { change } from './change.ts'
import type { Held } from './lock.ts'
import { mailSeller } from './mails.ts'
import type { Standing } from './move.ts'
import { routeOf, workTime } from './route.ts'
import { takeBack } from './take-back.ts'
import { line } from './tell.ts'

/** Facts that say that somebody spoke with the lead. */
const CONTACT = ['call.ended', 'handoff.contacted', 'email.replied']

/** How long the head gives a seller who was reminded of the next step, where the route names no time for it. */
const STUCK_AFTER: Duration = '1 workday'

/**
 * The clocks of an owned lead, in the owner's working time: of the first contact (a reminder before it is due, its head
 * told when it is over, taken back if nobody calls then either), and of the next step after it (the owner reminded when
 * it is due, then the head told). A talk that became known meanwhile stops the first. Null: the lead was taken back.
 */
export async function watchContact(m: Moment, held: Held): Promise<Standing | null> {
  const { handoff } = held
  const owned: Standing = { until: null, details: `owned by sales, route ${handoff.route}` }
  const seller = handoff.owner_id ? await readSeller(m.tx, handoff.owner_id) : undefined
  if (!seller || handoff.contact_due_at === null) return owned
  const route = routeOf(m, handoff)
  if (handoff.contacted_at === null) {
    const talked = await firstContact(m, held)
    if (talked === null) return watchFirst(m, held, seller, route)
    await change(m, held, { contacted_at: talked })
  }
  return watchNext(m, held, seller, route)
}

async function watchFirst(m: Moment, held: Held, seller: SellerRow, route: Route): Promise<Standing | null> {
  const { handoff } = held
  const due = handoff.contact_due_at ?? m.now
  if (m.now >= due) return watchOverdue(m, held, seller, route)
  const from = handoff.owned_at ?? handoff.opened_at
  const remindAt = reminderAt(due, route.remindBefore, from, workTime(m, route, seller))
  const reminds = remindAt !== null && handoff.reminded_at === null
  if (reminds && m.now >= remindAt) await remind(m, held, seller)
  return {
    until: reminds && m.now < remindAt ? remindAt : due,
    details: `first contact is due, route ${handoff.route}`,
  }
}

async function watchOverdue(
  m: Moment,
  held: Held,
  seller: SellerRow,
  route: Route,
): Promise<Standing | null> {
  const { handoff } = held
  const overdue: Standing = { until: null, details: `first contact is overdue, route ${handoff.route}` }
  // Whoever won an auction and is silent loses the lead by its own terms: there is no head to tell.
  if (handoff.winner_bid !== null) return overdue
  if (handoff.overdue_at === null) await tellHead(m, held, seller)
  if (route.takeBackAfter === undefined) return overdue
  const at = addDuration(handoff.contact_due_at ?? m.now, route.takeBackAfter, workTime(m, route, seller))
  if (handoff.take_back_at !== at) await change(m, held, { take_back_at: at })
  if (m.now < at) return { ...overdue, until: at }
  const calls = await runningCalls(m.tx, handoff, m.now)
  if (calls.size > 0) return { ...overdue, until: Math.min(...calls.values()) }
  await takeBack(m, held, 'no first contact in time')
  return null
}

async function watchNext(m: Moment, held: Held, seller: SellerRow, route: Route): Promise<Standing> {
  const { handoff } = held
  const owned: Standing = { until: null, details: `owned by sales, route ${handoff.route}` }
  const time = workTime(m, route, seller)
  if (handoff.follow_up_at === null) {
    if (route.followUp === undefined) return owned
    await change(m, held, { follow_up_at: addDuration(handoff.contacted_at ?? m.now, route.followUp, time) })
  }
  const due = handoff.follow_up_at ?? m.now
  const details = `the next step is due, route ${handoff.route}`
  if (m.now < due) return { until: due, details }
  if (handoff.follow_reminded_at === null) await askForNext(m, held, seller)
  const late = addDuration(due, route.followUp ?? STUCK_AFTER, time)
  if (m.now < late) return { until: late, details }
  if (handoff.follow_overdue_at === null) await tellStuck(m, held, seller)
  return { until: null, details: `the next step is overdue, route ${handoff.route}` }
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

const headOf = (m: Moment, seller: SellerRow): Promise<SellerRow | undefined> =>
  seller.head_id ? readSeller(m.tx, seller.head_id) : headOfAll(m.tx)

async function tellHead(m: Moment, held: Held, seller: SellerRow): Promise<void> {
  const { handoff } = held
  await change(m, held, { overdue_at: m.now })
  const head = await headOf(m, seller)
  await line(m, handoff, 'first contact overdue', { seller: seller.id, head: head?.id ?? null })
  if (!head) return
  await mailSeller(m, held, head, {
    key: `overdue/${handoff.id}/${handoff.owned_at}`,
    template: 'sales/overdue',
    times: { until: handoff.contact_due_at ?? m.now },
    who: seller.name,
  })
}

async function askForNext(m: Moment, held: Held, seller: SellerRow): Promise<void> {
  const { handoff } = held
  await change(m, held, { follow_reminded_at: m.now })
  await line(m, handoff, 'next step is due', { seller: seller.id })
  await mailSeller(m, held, seller, {
    key: `follow-up/${handoff.id}/${handoff.follow_up_at}`,
    template: 'sales/follow-up',
    times: { until: handoff.follow_up_at ?? m.now },
    link: { page: 'handoff', id: handoff.id },
    contacts: true,
    more: { step: handoff.next_step ?? '' },
  })
}

async function tellStuck(m: Moment, held: Held, seller: SellerRow): Promise<void> {
  const { handoff } = held
  await change(m, held, { follow_overdue_at: m.now })
  const head = await headOf(m, seller)
  await line(m, handoff, 'next step overdue', { seller: seller.id, head: head?.id ?? null })
  if (!head) return
  await mailSeller(m, held, head, {
    key: `stuck/${handoff.id}/${handoff.follow_up_at}`,
    template: 'sales/stuck',
    times: { until: handoff.follow_up_at ?? m.now },
    who: seller.name,
    more: { step: handoff.next_step ?? '' },
  })
}
