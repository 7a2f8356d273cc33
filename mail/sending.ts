import { setImmediate as nextTurn } from 'node:timers/promises'
import { isConnectionError } from '../store/transact.ts'
import { type Beginning, beginMail, type Taken } from './begin.ts'
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
/** So many more than there are lines may have begun, or be about to, and not be settled. */
const UNSETTLED = 400
/** What the server took is settled by so many, or after so long (machine ms), or when nothing else is on its way. */
const TOGETHER = { ms: 100, enough: 200 }
/** Lines on which a body is due wait so long for the others, that all may begin together (machine ms). */
const ABREAST = { ms: 1, enough: Number.POSITIVE_INFINITY }
/** So many more may wait for their turn to be written, so that the next claim is not held up. */
const WAITING = 200
/** So long one reading of the clock does for dates of mail (machine ms). */
const CLOCK_MS = 50

type OnTheWire = Beginning | Taken

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
  const ready: Gate = gate(() => connections + ahead())
  // What servers and the database said is heard first: one letter a turn of the loop, and none while lines are busy with servers
  // and enough are ready. While the database begins mail, there is time.
  const desk: Gate = gate(() => (beginning || spare < connections ? 1 : 0))
  const unsettled: Gate = gate(most)
  const lines: Gate = gate(() => connections)
  let [talking, asking, underWay, spare] = [0, 0, 0, 0]
  let beginning = false
  let read = { at: Number.NEGATIVE_INFINITY, now: Promise.resolve(0) }
  const now = () => {
    if (performance.now() - read.at > CLOCK_MS)
      read = { at: performance.now(), now: store.clock.now(store.db) }
    return read.now
  }
  // One at a time and in their order: on a line no mail begins before the one before it is noted as taken.
  const wire = gathered<OnTheWire, number | null>(
    async (batch) => {
      const begins = batch.flatMap((one) => ('letter' in one ? [one] : []))
      const took = batch.flatMap((one) => ('letter' in one ? [] : [one]))
      asking -= begins.length
      const at = await now()
      beginning = true
      desk.again()
      const answers = (
        await beginMail(store, { begins, took }, at).finally(() => {
          beginning = false
        })
      ).values()
      return batch.map((one) => ('letter' in one ? (answers.next().value ?? null) : null))
    },
    { most: MOST_AHEAD, beside: 1, patience: ABREAST },
  )
  const settle = gathered<Ending, void>(
    async (endings) => {
      await settleMail(store, endings)
      return endings.map(() => undefined)
    },
    { most: TOGETHER.enough, beside: 2, patience: TOGETHER },
  )

  function begin(mail: Beginning): Promise<number | null> {
    asking += 1
    return wire(mail, asking < talking)
  }

  async function written(mail: ClaimedMail): Promise<ReadyLetter | { skip: string } | { unsigned: true }> {
    await within(desk, () => nextTurn())
    try {
      return await writeLetter(store.db, mail, { base: config, now: await now() })
    } catch (error) {
      if (isConnectionError(error)) throw error
      return error instanceof UnsignedSender ? { unsigned: true } : { skip: reasonOf(error) }
    }
  }

  // The mail begins when the server waits for its body: whoever dies before that leaves no doubt.
  async function delivered(mail: ClaimedMail, letter: ReadyLetter, claimId: string): Promise<Delivery> {
    talking += 1
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
      // What is not noted is in doubt until it is settled, and no worse.
      if (delivery.end === 'accepted') wire({ key: mail.message.key, claimId }, true).catch(() => {})
      return delivery
    } finally {
      sendMs += (performance.now() - from - sendMs) / 10
      talking -= 1
      lines.leave()
    }
  }

  // As a line takes one letter, another is written.
  const withALine = (mail: ClaimedMail) =>
    within(ready, async () => {
      const letter = await written(mail)
      if ('bytes' in letter) {
        spare += 1
        await unsettled.enter()
        underWay += 1
        await lines.enter()
        spare -= 1
        desk.again()
      }
      return letter
    })

  async function send(mail: ClaimedMail, claimId: string): Promise<void> {
    const about = { key: mail.message.key, leadId: mail.message.lead_id, claimId }
    const letter = await withALine(mail)
    if (!('bytes' in letter)) return settle({ ...about, ...letter })
    try {
      const delivery = await delivered(mail, letter, claimId).finally(() => {
        underWay -= 1
      })
      await settle({ ...about, delivery }, delivery.end === 'accepted' && underWay > 0)
    } finally {
      unsettled.leave()
    }
  }

  return {
    send,
    width: () => most() + ahead() + WAITING,
    setConnections(most) {
      connections = Math.max(1, Math.min(most, transport.connections))
    },
  }
}
