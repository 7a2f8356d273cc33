import { isConnectionError } from '../store/transact.ts'
import { type Beginning, beginMail } from './begin.ts'
import type { LaneDeps } from './deps.ts'
import { UnsignedSender } from './dkim/signing.ts'
import { type Gate, gate, within } from './gate.ts'
import { gathered } from './gathered.ts'
import type { Holder } from './holder.ts'
import type { Delivery } from '../providers/smtp/transport.ts'
import { reasonOf, type ReadyLetter, writeLetter } from './letter.ts'
import type { ClaimedMail } from './readers.ts'
import { type Ending, settleMail } from './settle.ts'
import { stillWanted } from './still-wanted.ts'

/** No more mail is written ahead than leaves in so many machine ms: its words are of now. */
const AHEAD_MS = 100
const MOST_AHEAD = 200
/** So many more than there are lines may have begun, or be about to, and not be settled: what a killed holder leaves in doubt is less. */
const UNSETTLED = 100
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
 * Writes, sends, begins and settles mail, many at once. The steps of mails that are at the same point are done together: one
 * commit begins all whose bodies are due, one settles all that have ended, while others are on the wire.
 */
export function sending({ store, transport, config }: LaneDeps, holder: Holder): Sending {
  let connections = 1
  let sendMs = AHEAD_MS
  const ahead = () => Math.min(MOST_AHEAD, Math.round((connections * AHEAD_MS) / Math.max(sendMs, 0.1)))
  const most = () => connections + UNSETTLED
  const ready: Gate = gate(() => most() + ahead())
  const unsettled: Gate = gate(most)
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
    { most: UNSETTLED, beside: 2 },
  )

  async function written(mail: ClaimedMail): Promise<ReadyLetter | { skip: string } | { unsigned: true }> {
    try {
      return await writeLetter(store.db, mail, { base: config, now: await now() })
    } catch (error) {
      if (isConnectionError(error)) throw error
      return error instanceof UnsignedSender ? { unsigned: true } : { skip: reasonOf(error) }
    }
  }

  // The mail begins when the server waits for its body: whoever dies before that leaves no doubt.
  async function delivered(mail: ClaimedMail, letter: ReadyLetter, claimId: string): Promise<Delivery> {
    await lines.enter()
    const from = performance.now()
    let begun: Promise<number | null> | undefined
    const may = async () => {
      // Asked again on another line where the first one broke: the mail has begun once.
      begun ??= begin({ mail, claimId, letter })
      const askedAt = await begun
      // Ended meanwhile: whoever did it has said why. Still claimed: the list of suppressions says no.
      if (askedAt === null) return false
      if (!holder.trusted()) throw new Error('the lease may be over')
      return stillWanted(store, mail, askedAt)
    }
    try {
      const delivery = await transport.send({ from: letter.from, to: letter.to, bytes: letter.bytes, may })
      // The transport takes a fault of the database for a broken line.
      await begun
      return delivery
    } finally {
      sendMs += (performance.now() - from - sendMs) / 10
      lines.leave()
    }
  }

  async function send(mail: ClaimedMail, claimId: string): Promise<void> {
    const about = { key: mail.message.key, leadId: mail.message.lead_id, claimId }
    const letter = await written(mail)
    if (!('bytes' in letter)) return settle({ ...about, ...letter })
    await within(unsettled, async () =>
      settle({ ...about, delivery: await delivered(mail, letter, claimId) }),
    )
  }

  return {
    send: (mail, claimId) => within(ready, () => send(mail, claimId)),
    width: () => most() + ahead() + WAITING,
    setConnections(most) {
      connections = Math.max(1, Math.min(most, transport.connections))
    },
  }
}
