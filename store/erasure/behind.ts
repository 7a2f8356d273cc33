import { sql } from 'kysely'
import { audit } from '../audit.ts'
import { instant, json, type Tx } from '../database.ts'
import { inMoment, type Moment } from '../moment.ts'
import type { Store } from '../store.ts'
import { deleteBatch } from './batches.ts'
import { stripCompanies } from './companies.ts'
import { added, type Counts } from './empty.ts'
import { listErasure, removeFiles } from './erased-files.ts'
import { stripOthers } from './others.ts'
import { emptyDigests, stripReplies } from './replies.ts'
import type { Sought } from './sought.ts'
import { stripThings } from './things.ts'
import { endMail, refuseTopics } from './withdraw.ts'

/** An erasure that is being finished. */
export interface Work {
  id: string
  leads: string[]
  sought: Sought
  dataDir: string
}

/** What a step did, and whether there is more of it. */
interface Done {
  counts: Counts
  more?: boolean
}

/** One step of what follows an erasure, in one transaction. Each may be repeated. */
const STEPS: Record<string, (m: Moment, work: Work) => Promise<Done>> = {
  // First: from here on the erasure is known beside the database too.
  list: async (m, work) => {
    await listErasure(m, work)
    return { counts: {} }
  },
  files: async (m, work) => ({ counts: await removeFiles(m, work) }),
  others: async (m, work) => ({ counts: await stripOthers(m, work) }),
  rows: async (m, work) => {
    const counts = await deleteBatch(m, work)
    return { counts, more: Object.values(counts).some((n) => n > 0) }
  },
  companies: async (m, work) => ({ counts: await stripCompanies(m, work) }),
  things: async (m, work) => ({ counts: await stripThings(m, work) }),
  replies: async (m, work) => ({ counts: await stripReplies(m, work) }),
  digests: async (m) => ({ counts: await emptyDigests(m) }),
}

const ORDER = Object.keys(STEPS)
const LAST = 'last'
/** Machine time until it is asked again whether what was on its way has settled. */
const WAIT = '2 seconds'
/** Machine time for which nobody else takes up what one worker works on, or what failed. */
const LEASE = '5 seconds'

/**
 * Goes on with erasures until none is left that can be gone on with now: each step is a transaction, noted in it, so that a
 * worker that dies leaves it to the next one and nothing is counted twice. Several workers share them; one that fails keeps no
 * other up, and is tried again in a moment.
 * @param dataDir the folder of files from strangers, and of the list of erasures
 * @returns how many were finished
 * @throws what a step threw, after all others went on
 */
export async function eraseBehind(store: Store, { dataDir }: { dataDir: string }): Promise<number> {
  let finished = 0
  const faults: unknown[] = []
  for (;;) {
    const id = await leaseOne(store)
    if (id === null) break
    try {
      if ((await eraseStep(store, id, { dataDir })) === 'finished') finished += 1
    } catch (error) {
      faults.push(error)
    }
  }
  if (faults.length > 0) throw faults[0]
  return finished
}

async function leaseOne({ db }: Store): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update erasures set next_at = clock_timestamp() + ${LEASE}::interval
    where id = (select id from erasures where state = 'running' and next_at <= clock_timestamp()
      order by next_at limit 1 for no key update skip locked)
    returning id`.execute(db)
  return rows[0]?.id ?? null
}

/** One step of an erasure; safe to call at any time and any number of times. */
export async function eraseStep(
  store: Store,
  id: string,
  { dataDir }: { dataDir: string },
): Promise<'done' | 'step' | 'waits' | 'finished'> {
  return inMoment(
    store,
    (tx) => lockErasure(tx, id),
    async (m, row) => {
      if (!row) return 'done'
      const work: Work = { id, leads: row.leads, sought: row.sought, dataDir }
      const step = STEPS[row.step]
      if (!step) return finish(m, work, row.counts)
      const { counts, more } = await step(m, work)
      await m.tx
        .updateTable('erasures')
        .set({
          counts: json(added(row.counts, counts)),
          sought: json(work.sought),
          next_at: sql`clock_timestamp()`,
          ...(!more && { step: ORDER[ORDER.indexOf(row.step) + 1] ?? LAST }),
        })
        .where('id', '=', id)
        .execute()
      return 'step'
    },
  )
}

interface Row {
  step: string
  counts: Counts
  sought: Sought
  leads: string[]
}

async function lockErasure(tx: Tx, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select step, counts, sought, array(select lead_id::text from erased_leads where erasure_id = e.id order by 1) as leads
    from erasures e where id = ${id} and state = 'running' for no key update`.execute(tx)
  return rows[0]
}

/**
 * The last look: what was on its way when the person was taken out has settled, and left nothing. Then the receipt is whole,
 * and what the person was found by is forgotten.
 */
async function finish(m: Moment, work: Work, before: Counts): Promise<'waits' | 'finished'> {
  await endMail(m, work.leads)
  const late = { ...(await deleteBatch(m, work)) }
  const counts = added(added(before, late), await stripReplies(m, work))
  const again = Object.values(late).some((n) => n > 0)
  if (again || (await isUnderWay(m.tx, work))) {
    await sql`update erasures set counts = ${json(counts)}::jsonb, next_at = clock_timestamp() + ${WAIT}::interval
      where id = ${work.id}`.execute(m.tx)
    return 'waits'
  }
  await refuseTopics(m, await hashesOf(m.tx, work.id))
  await m.tx
    .updateTable('erasures')
    .set({ state: 'done', counts: json(counts), sought: null, finished_at: instant(m.now) })
    .where('id', '=', work.id)
    .execute()
  await audit(m.tx, m.now, { actor: 'worker', action: 'erasure.done', subject: work.id, data: counts })
  return 'finished'
}

/** A mail of theirs that is being sent, or a request with a key that began before; such a request is given up after a minute. */
async function isUnderWay(tx: Tx, { id, leads }: Work): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select from messages where lead_id = any(${leads}::uuid[]) and status in ('queued', 'retry', 'claimed', 'sending'))
      or exists (select from idempotency i join erasures e on e.id = ${id}
        where i.status is null and i.created_at <= e.begun_at and i.created_at > clock_timestamp() - interval '1 minute') as is`.execute(
    tx,
  )
  return rows[0]?.is ?? false
}

const hashesOf = async (tx: Tx, id: string): Promise<string[]> =>
  (await tx.selectFrom('erased_addresses').select('address_hash').where('erasure_id', '=', id).execute()).map(
    (row) => row.address_hash,
  )
