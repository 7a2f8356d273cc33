import { isConnectionError } from '../store/transact.ts'
import { type Beginning, beginMail } from './begin.ts'
import type { LaneDeps } from './deps.ts'
import { UnsignedSender } from './dkim/signing.ts'
import { type Gate, gate } from './gate.ts'
import { gathered } from './gathered.ts'
import type { Holder } from './holder.ts'
import { reasonOf, type ReadyLetter, writeLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'
import { type Ending, settleMail } from './settle.ts'
import { stillWanted } from './still-wanted.ts'

/** No more mail is begun ahead than leaves in so many machine ms: what a killed holder leaves in doubt is little. */
const AHEAD_MS = 100
const MOST_AHEAD = 200
const SETTLED_AT_ONCE = 200
/** So many more may wait for their turn to begin, so that the next claim is not held up. */
const WAITING = 400
/** So long one reading of the clock does for dates of mail (machine ms). */
const CLOCK_MS = 50

/** The way of claimed mail over the wire, for one slice of a lane. */
export interface Sending {
  /** One mail from its words to its settled end. Throws only for faults of the database. */
  send(mail: ClaimedMail, claimId: string): Promise<void>
  /** How many mails it takes at once; what is more waits outside. */
  width(): number
  setConnections(most: number): void
}

/**
 * Writes, begins, sends and settles mail, many at once. The steps of mails that are at the same point are done together: one
 * commit begins them, one settles them, while others are on the wire.
 */
export function sending({ store, transport, config }: LaneDeps, holder: Holder): Sending {
  let connections = 1
  let sendMs = AHEAD_MS
  const ahead = () => Math.min(MOST_AHEAD, Math.round((connections * AHEAD_MS) / Math.max(sendMs, 0.1)))
  const begun: Gate = gate(() => connections + ahead())
  const lines: Gate = gate(() => connections)
  let read = { at: Number.NEGATIVE_INFINITY, now: Promise.resolve(0) }
  const now = () => {
    if (performance.now() - read.at > CLOCK_MS)
      read = { at: performance.now(), now: store.clock.now(store.db) }
    return read.now
  }
  const begin = gathered(async (batch: Beginning[]) => beginMail(store, batch, await now()), {
    most: MOST_AHEAD,
    beside: 2,
  })
  const settle = gathered<Ending, void>(
    async (endings) => {
      await settleMail(store, endings)
      return endings.map(() => undefined)
    },
    { most: SETTLED_AT_ONCE, beside: 2 },
  )

  async function written(mail: ClaimedMail): Promise<ReadyLetter | { skip: string } | { unsigned: true }> {
    try {
      return await writeLetter(store.db, mail, { base: config, now: await now() })
    } catch (error) {
      if (isConnectionError(error)) throw error
      return error instanceof UnsignedSender ? { unsigned: true } : { skip: reasonOf(error) }
    }
  }

  async function delivered(mail: ClaimedMail, letter: ReadyLetter, askedAt: number) {
    await lines.enter()
    const from = performance.now()
    try {
      const may = async () => {
        if (!holder.trusted()) throw new Error('the lease may be over')
        return stillWanted(store, mail, askedAt)
      }
      return await transport.send({ from: letter.from, to: letter.to, bytes: letter.bytes, may })
    } finally {
      sendMs += (performance.now() - from - sendMs) / 10
      lines.leave()
    }
  }

  async function ended(mail: ClaimedMail, claimId: string): Promise<Ending> {
    const about = { key: mail.message.key, leadId: mail.message.lead_id, claimId }
    await begun.enter()
    try {
      const letter = await written(mail)
      if (!('bytes' in letter)) return { ...about, ...letter }
      const askedAt = await begin({ mail, claimId, letter })
      // Ended meanwhile: whoever did it has said why. Still claimed: the list of suppressions says no.
      if (askedAt === null) return { ...about, skip: 'suppressed' }
      return { ...about, delivery: await delivered(mail, letter, askedAt) }
    } finally {
      begun.leave()
    }
  }

  return {
    send: async (mail, claimId) => settle(await ended(mail, claimId)),
    width: () => connections + ahead() + SETTLED_AT_ONCE + WAITING,
    setConnections(most) {
      connections = Math.max(1, Math.min(most, transport.connections))
    },
  }
}
