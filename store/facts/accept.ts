import { AppError } from '../../core/errors.ts'
import type { Tx } from '../database.ts'
import { findOrMakeAccount, findOrMakeLead, type LeadKeys } from '../identity.ts'
import { againIfMerged } from '../merging/follow.ts'
import { inMoment, type Moment } from '../moment.ts'
import { newestRelease } from '../releases.ts'
import type { Store } from '../store.ts'
import { applyOne } from './apply.ts'
import { type CheckedFact, checkFact, type NewFact, type Refusal } from './check.ts'
import { type FactRow, insertFacts } from './insert.ts'
import { type KnownLead, knownLeads } from './known-leads.ts'
import { applyBehind } from './leftovers.ts'
import { lockFor } from './lock.ts'
import { putAside } from './unapplied.ts'

/** What became of each fact of a call, by its index there. */
export interface Acceptance {
  accepted: { index: number; id: number; known: boolean }[]
  duplicate: { index: number; id: number }[]
  rejected: { index: number; reason: string; pointer: string }[]
}

/**
 * Accepts facts. One alone is accepted and applied in one transaction; several are accepted together and applied
 * right behind. What was accepted is never lost: what cannot be applied now is tried again by every worker.
 */
export async function acceptFacts(store: Store, facts: NewFact[]): Promise<Acceptance> {
  const result: Acceptance = { accepted: [], duplicate: [], rejected: [] }
  const now = await store.clock.now(store.db)
  const release = await newestRelease(store.db)
  const good: { index: number; fact: CheckedFact }[] = []
  for (const [index, fact] of facts.entries()) {
    const checked = checkFact(fact, now, release)
    if ('reason' in checked) result.rejected.push({ index, ...checked })
    else good.push({ index, fact: checked })
  }
  if (good.length === 1 && good[0]) await acceptOne(store, good[0].index, good[0].fact, result)
  else if (good.length > 1) await acceptMany(store, good, result)
  return result
}

async function acceptOne(store: Store, index: number, fact: CheckedFact, result: Acceptance): Promise<void> {
  try {
    const made = await inMoment(
      store,
      (tx) =>
        againIfMerged(async () => {
          const row = await resolve(tx, fact, await store.clock.now(tx))
          await lockFor(tx, [row], row.leadId)
          return row
        }),
      async (m, row) => {
        const [made] = await insertFacts(m.tx, [row], m.now)
        if (!made) throw new AppError('conflict')
        if (made.fresh) await applyOrPutAside(m, { ...row, id: made.id })
        return made
      },
    )
    count(result, { index, known: fact.known, ...made })
  } catch (error) {
    result.rejected.push(refused(index, error))
  }
}

function count(
  result: Acceptance,
  { index, known, id, fresh }: { index: number; known: boolean; id: number; fresh: boolean },
) {
  if (fresh) result.accepted.push({ index, id, known })
  else result.duplicate.push({ index, id })
}

async function applyOrPutAside(m: Moment, fact: FactRow & { id: number }): Promise<void> {
  const applied = await applyOne(m, fact)
  if (!applied.ok) await putAside(m, [fact], 1)
}

async function acceptMany(
  store: Store,
  good: { index: number; fact: CheckedFact }[],
  result: Acceptance,
): Promise<void> {
  let resolved: { index: number; known: boolean; row: FactRow }[] = []
  let refusals: Acceptance['rejected'] = []
  const made = await inMoment(
    store,
    async (tx) => {
      // The transaction may begin anew.
      resolved = []
      refusals = []
      const now = await store.clock.now(tx)
      const known = await knownLeads(
        tx,
        good.map(({ fact }) => fact.lead),
      )
      for (const { index, fact } of inLockOrder(good)) {
        try {
          resolved.push({ index, known: fact.known, row: await resolve(tx, fact, now, known) })
        } catch (error) {
          refusals.push(refused(index, error))
        }
      }
      resolved.sort((a, b) => a.index - b.index)
    },
    async (m) => {
      const made = await insertFacts(
        m.tx,
        resolved.map((one) => one.row),
        m.now,
      )
      const stored = resolved.flatMap(({ index, row }, n) => {
        const one = made[n]
        return one ? [{ index, ...row, ...one }] : []
      })
      await putAside(
        m,
        stored.filter((one) => one.fresh),
        0,
      )
      return stored
    },
  )
  for (const one of made) count(result, one)
  result.rejected.push(...refusals)
  applyBehind(store)
}

// Two batches that make the same new leads must ask for their keys in the same order, or they wait for each other.
function inLockOrder(good: { index: number; fact: CheckedFact }[]) {
  const name = (fact: CheckedFact) => JSON.stringify([fact.lead, fact.account])
  return [...good].sort((a, b) => (name(a.fact) < name(b.fact) ? -1 : 1))
}

async function resolve(
  tx: Tx,
  fact: CheckedFact,
  now: number,
  known: (keys: LeadKeys) => KnownLead | undefined = () => undefined,
): Promise<FactRow> {
  const named = fact.account ? await findOrMakeAccount(tx, fact.account, now) : null
  const lead = fact.lead ? (known(fact.lead) ?? (await findOrMake(tx, fact.lead, now))) : null
  const accountId = named ?? lead?.accountId ?? null
  return {
    type: fact.type,
    at: fact.at,
    key: fact.key,
    known: fact.known,
    leadId: lead?.leadId ?? null,
    accountId,
    things: fact.things,
    props: fact.props,
  }
}

async function findOrMake(tx: Tx, keys: LeadKeys, now: number): Promise<KnownLead> {
  const { id } = await findOrMakeLead(tx, keys, now)
  return { leadId: id, accountId: await accountOf(tx, id) }
}

async function accountOf(tx: Tx, leadId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('leads')
    .select(['account_id', 'erased_at'])
    .where('id', '=', leadId)
    .executeTakeFirst()
  if (row && row.erased_at !== null) throw new AppError('lead_erased')
  return row?.account_id ?? null
}

function refused(index: number, error: unknown): { index: number } & Refusal {
  if (error instanceof AppError) return { index, reason: error.message, pointer: error.at ?? '/lead' }
  throw error
}
