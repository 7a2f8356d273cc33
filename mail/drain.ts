import { setTimeout as pause } from 'node:timers/promises'
import { lanePump } from '../store/lanes.ts'
import { sleepPump, wakePumpRow } from '../store/pumps.ts'
import { isConnectionError } from '../store/transact.ts'
import { beginner } from './begin.ts'
import { type Claim, claimMail } from './claim.ts'
import type { LaneDeps } from './deps.ts'
import { UnsignedSender } from './dkim/signing.ts'
import { sortMail } from './lanes/sort-mail.ts'
import { nextDue, takeUpLeft } from './leases.ts'
import { reasonOf, type ReadyLetter, writeLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'
import { settleDelivery, settleSkipped, settleUnsigned } from './settle.ts'
import { stillWanted } from './still-wanted.ts'

export type { LaneDeps } from './deps.ts'

/** Machine time: the longest slice, how often its holder is heard of, and a breath where others hold the rows. */
const SLICE_MS = 20_000
const BEAT_MS = 5_000
const BREATH_MS = 50

/**
 * One slice of a lane: claims and sends what is due, for 20 s of machine time at most.
 * @returns machine ms until the lane has something to do again; null: until it is woken
 */
export async function drainLane(
  deps: LaneDeps,
  name: string,
  { heartbeat, signal }: { heartbeat?: () => void; signal?: AbortSignal } = {},
): Promise<{ sleepMs: number | null }> {
  const { store } = deps
  const end = performance.now() + SLICE_MS
  const beat = setInterval(() => heartbeat?.(), BEAT_MS)
  try {
    await wakePumpRow(store, lanePump(name))
    await takeUpLeft(store, name)
    while (performance.now() < end && !signal?.aborted) {
      const since = performance.now()
      await sortMail(store, name, deps.lookupMx)
      const claim = await claimMail(store, name)
      if (claim.seen === 0) break
      if (claim.mails.length === 0) await pause(BREATH_MS)
      else await sendAll(deps, claim)
      await keepPace(claim, since)
    }
  } finally {
    clearInterval(beat)
  }
  const sleepMs = await sleepPump(store, lanePump(name), () => nextDue(store, name))
  return { sleepMs }
}

// As many a second as the lane allows, in machine time: it is the mailbox provider's clock.
async function keepPace({ mails, perSecond }: Claim, since: number): Promise<void> {
  const left = (mails.length / perSecond) * 1000 - (performance.now() - since)
  if (left > 1) await pause(left)
}

async function sendAll(deps: LaneDeps, { claimId, mails }: Claim): Promise<void> {
  const begin = beginner(deps.store, claimId)
  const waiting = mails.values()
  const work = async () => {
    for (const mail of waiting) await sendOne(deps, mail, begin)
  }
  const ends = await Promise.allSettled(
    Array.from({ length: Math.min(deps.transport.connections, mails.length) }, work),
  )
  const broken = ends.find((end) => end.status === 'rejected')
  if (broken) throw broken.reason
}

async function sendOne(
  { store, transport, config }: LaneDeps,
  mail: ClaimedMail,
  begin: ReturnType<typeof beginner>,
): Promise<void> {
  const { key } = mail.message
  const now = await store.clock.now(store.db)
  let letter: ReadyLetter
  try {
    letter = await writeLetter(store.db, mail, { base: config, now })
  } catch (error) {
    if (isConnectionError(error)) throw error
    if (error instanceof UnsignedSender) return settleUnsigned(store, key)
    return settleSkipped(store, key, reasonOf(error))
  }
  const askedAt = performance.now()
  // Ended meanwhile: whoever did it has said why. Still claimed: the list of suppressions says no.
  if (!(await begin(mail, letter))) return settleSkipped(store, key, 'suppressed')
  const { from, to, bytes } = letter
  const delivery = await transport.send({ from, to, bytes, may: () => stillWanted(store, mail, askedAt) })
  await settleDelivery(store, key, delivery)
}
