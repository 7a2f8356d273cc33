import { sql } from 'kysely'
import { SAME_PERSON } from '../../core/sales/outcomes.ts'
import { instant } from '../database.ts'
import { change } from '../handoffs/change.ts'
import { wakeFirst } from '../handoffs/first-come.ts'
import type { HandoffRow } from '../handoffs/lock.ts'
import { withdrawOffers } from '../handoffs/offer.ts'
import { line, tell } from '../handoffs/tell.ts'
import { loseBids } from '../handoffs/to-house.ts'
import type { Moment } from '../moment.ts'
import { closeHandoffTasks } from '../tasks.ts'
import type { LockedLead } from '../transact.ts'

/** Two open hand-offs about the same of two records that are one person: one goes on, the other ends. */
interface Pair {
  goesOn: HandoffRow
  ends: HandoffRow
}

/** A journey that waits for what comes of a hand-off, and which step of it. */
interface Joined {
  id: string
  step: string
}

/** Open hand-offs of both records under their locks, and those of which only one may go on. */
export interface OpenHandoffs {
  open: HandoffRow[]
  pairs: Pair[]
  /** Two people have the lead already: nobody can say who is to lose it. */
  twoOwners: boolean
}

const FURTHER: Record<HandoffRow['state'], number> = { closed: 0, open: 1, offered: 2, owned: 3 }

/** Locks the open hand-offs of two records that the caller holds. Whoever has the lead keeps it; else what is offered goes on. */
export async function lockOpenHandoffs(m: Moment, ids: [string, string]): Promise<OpenHandoffs> {
  const open = await m.tx
    .selectFrom('handoffs')
    .selectAll()
    .where('lead_id', 'in', ids)
    .where('state', '<>', 'closed')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const pairs = open
    .filter((one) => one.lead_id === ids[0])
    .flatMap((one) => {
      const other = open.find(({ lead_id, thing }) => lead_id === ids[1] && thing === one.thing)
      if (!other) return []
      const [goesOn = one, ends = other] = [one, other].sort(
        (a, b) => FURTHER[b.state] - FURTHER[a.state] || a.opened_at - b.opened_at,
      )
      return [{ goesOn, ends }]
    })
  const twoOwners = pairs.some(({ goesOn, ends }) => goesOn.state === 'owned' && ends.state === 'owned')
  return { open, pairs, twoOwners }
}

/**
 * Ends a hand-off for the one that goes on: what was offered is withdrawn, bids come to nothing, and the journeys that wait for it
 * wait for the other from now on.
 * @returns those journeys
 */
export async function endFor(m: Moment, { goesOn, ends }: Pair, lead: LockedLead): Promise<Joined[]> {
  const held = { handoff: ends, lead }
  await withdrawOffers(m, ends.id)
  await loseBids(m, ends.id)
  await closeHandoffTasks(m, ends.id)
  await change(m, held, {
    state: 'closed',
    outcome: SAME_PERSON,
    closed_at: m.now,
    again_at: null,
    full_until: null,
    wait_at: null,
    wake_at: null,
  })
  const { rows: joined } = await sql<Joined>`insert into handoff_joins (handoff_id, journey_id, step, at)
    select ${goesOn.id}::uuid, journey_id, step, at from handoff_joins where handoff_id = ${ends.id}
    union select ${goesOn.id}::uuid, ${ends.journey_id}::uuid, ${ends.step ?? ends.route}, ${instant(m.now)}::timestamptz where ${ends.journey_id}::uuid is not null
    on conflict do nothing
    returning journey_id as id, step`.execute(m.tx)
  await tell(m, ends, 'handoff.closed', { outcome: SAME_PERSON })
  await line(m, ends, 'the same person is with sales already', { goesOn: goesOn.id })
  m.wakes.set(`handoff/${ends.id}`, { type: 'handoff' })
  if (ends.stage === 'assign' || ends.stage === 'house') await wakeFirst(m)
  return joined
}
