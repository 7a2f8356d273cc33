import { endingText } from '../../core/sales/ending-words.ts'
import { addDuration } from '../../core/time/duration.ts'
import type { Moment } from '../moment.ts'
import { headOfAll, type SellerRow } from '../sellers.ts'
import { openTask } from '../tasks.ts'
import type { Ending } from './close.ts'
import type { Held } from './lock.ts'
import { routeOf, workTime } from './route.ts'
import { line } from './tell.ts'
import { langOf } from './words.ts'

/** Name of the task. */
export const ANOTHER_OFFER = 'another-offer'

/**
 * A company that fits and was declined for a reason that marketing wants to hear of (a small budget): the marketer gets a
 * task to find another offer for it. Fitting is grade A or B of fit.
 */
export async function tellMarketer(
  m: Moment,
  { handoff, lead }: Held,
  { outcome, reason }: Ending,
): Promise<void> {
  const route = routeOf(m, handoff)
  const known = Object.hasOwn(route.dispositions, outcome) ? route.dispositions[outcome] : undefined
  if (reason === undefined || !known?.toMarketer?.includes(reason)) return
  if (lead.fit < m.release.scoring.grades.fit[1]) return
  const marketer = await marketerOf(m)
  const who = marketer ?? { zone: m.release.defaults.zone, country: null }
  await openTask(m, {
    leadId: lead.id,
    accountId: lead.account_id,
    step: handoff.route,
    name: ANOTHER_OFFER,
    sellerId: marketer?.id ?? null,
    dueAt: addDuration(m.now, '2 workdays', workTime(m, route, who)),
    note: endingText(
      route.dispositions,
      { outcome, reason },
      langOf(marketer?.lang ?? m.release.defaults.lang),
    ),
    per: 'account',
  })
  await line(m, handoff, 'to the marketer', { reason, fit: lead.fit, marketer: marketer?.id ?? null })
}

/** The marketer with the fewest open tasks; the head of all where there is none. */
export async function marketerOf(m: Moment): Promise<SellerRow | undefined> {
  const marketer = await m.tx
    .selectFrom('sellers')
    .selectAll()
    .where('role', '=', 'marketer')
    .where('active', '=', true)
    .orderBy((e) =>
      e
        .selectFrom('tasks')
        .whereRef('tasks.seller_id', '=', 'sellers.id')
        .where('tasks.status', '=', 'open')
        .select((f) => f.fn.countAll().as('n')),
    )
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return marketer ?? headOfAll(m.tx)
}
