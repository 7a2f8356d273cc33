import { setTimeout as pause } from 'node:timers/promises'
import { lanePump } from '../store/lanes.ts'
import { sleepPump, wakePumpRow } from '../store/pumps.ts'
import { type Claim, claimMail } from './claim.ts'
import type { LaneDeps } from './deps.ts'
import { gate } from './gate.ts'
import { type Holder, holder } from './holder.ts'
import { sortMail } from './lanes/sort-mail.ts'
import { giveBack, watch } from './lanes/watch.ts'
import { nextDue, takeUpLeft } from './leases.ts'
import { sending } from './sending.ts'

export type { LaneDeps } from './deps.ts'

/** Machine time: the longest slice, and a breath where others hold the rows. */
const SLICE_MS = 20_000
const BREATH_MS = 50
/** So much of what was missed while the pace waited for others is made up for. */
const LATE_MS = 50

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
  const mine = holder(store, heartbeat)
  try {
    await wakePumpRow(store, lanePump(name))
    await takeUpLeft(store, name)
    await work(deps, { name, mine, over: () => performance.now() >= end || signal?.aborted === true })
  } finally {
    mine.rests()
  }
  const sleepMs = await sleepPump(store, lanePump(name), () => nextDue(store, name))
  return { sleepMs }
}

/** A claim, and how often the breaker had opened before it. */
type Claimed = Claim & { storms: number }

/** Claims and sends until nothing is due or the slice is over. The next claim is made while this one's mail leaves. */
async function work(
  deps: LaneDeps,
  { name, mine, over }: { name: string; mine: Holder; over: () => boolean },
): Promise<void> {
  const way = sending(deps, mine)
  const room = gate(way.width)
  const turn = pacer()
  const faults: unknown[] = []
  const onTheWay = new Set<Promise<void>>()
  const follow = (work: Promise<void>): void => {
    const done = work.catch((error: unknown) => void faults.push(error)).finally(() => onTheWay.delete(done))
    onTheWay.add(done)
  }
  const lane = watch(deps.store, name)
  const claimed = (): Promise<Claimed> | null => {
    if (over() || faults.length > 0) return null
    const storms = lane.storms()
    const claim = sortMail(deps.store, name, deps.lookupMx)
      .then(() => claimMail(deps.store, name))
      .then((found) => ({ ...found, storms }))
    // Heard below, perhaps later than Node waits for somebody to hear it.
    claim.catch(() => {})
    return claim
  }
  try {
    for (let next = claimed(); next; ) {
      const { claimId, mails, seen, perSecond, connections, storms, probing } = await next
      if (seen === 0) break
      mine.takes(claimId)
      way.setConnections(connections)
      if (mails.length === 0) await pause(BREATH_MS)
      if (!probing) next = claimed()
      for (const mail of mails) {
        if (storms < lane.storms()) break
        await turn(perSecond)
        await room.enter()
        follow(way.send(mail, claimId).then(lane.ended).finally(room.leave))
      }
      if (storms < lane.storms()) await giveBack(deps.store, claimId)
      if (!probing) continue
      // What becomes of the few decides what becomes of the rest.
      await Promise.all(onTheWay)
      await lane.look()
      next = claimed()
    }
  } finally {
    await Promise.all(onTheWay)
    await lane.look()
  }
  if (faults.length > 0) throw faults[0]
}

// As many a second as the lane allows, in machine time: it is the mailbox provider's clock.
function pacer(): (perSecond: number) => Promise<void> {
  let next = 0
  return async (perSecond) => {
    const now = performance.now()
    const at = Math.max(next, now - LATE_MS)
    next = at + 1000 / perSecond
    if (at - now > 1) await pause(at - now)
  }
}
