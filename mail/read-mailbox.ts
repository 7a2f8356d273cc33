import { MailboxError, mailboxName, type OpenMailbox } from '../providers/imap/mailbox.ts'
import { codeOf } from '../store/facts/code.ts'
import { noteOrigin, UNREADABLE } from '../store/incoming/note-origin.ts'
import { takeIncoming } from '../store/incoming/take-incoming.ts'
import { mailboxFails, mailboxWell, markRead, type MailboxPlace, takeMailbox } from '../store/mailboxes.ts'
import type { Store } from '../store/store.ts'
import { isConnectionError } from '../store/transact.ts'
import { eventOfMail } from './incoming-event.ts'
import { type ReadMail, readIncoming } from './read-incoming.ts'

/** What reading mailboxes needs. */
export interface MailboxDeps {
  store: Store
  /** What our tokens are signed with. */
  secret: string
  open: (url: string) => Promise<OpenMailbox>
  /** Says what went wrong with one message; nothing of the message is in it. */
  complain: (what: string, code: string) => void
  /** Says once that a mailbox no longer answers, and why, and once that it does again: then `fault` is null. */
  turned?: (mailbox: string, fault: string | null) => void
}

/** Servers give up after four to five days: a bounce that came before a mailbox was first read is that old at most. */
const FIRST_LOOK_MS = 5 * 86_400_000

/** Machine time: mailboxes know no other. */
const machineNow = (): number => performance.timeOrigin + performance.now()

/**
 * Reads what is new in a mailbox, message by message, each with its effect at once. A server that does not answer is asked again
 * later and later; what arrived meanwhile is then read, nothing twice.
 * @returns how many messages were taken in; null where another reader has the mailbox, or it rests, or it failed
 */
export async function readMailbox(
  deps: MailboxDeps,
  url: string,
  { holder, signal }: { holder: string; signal?: AbortSignal },
): Promise<number | null> {
  const { db } = deps.store
  const name = mailboxName(url)
  const place = await takeMailbox(db, name, holder)
  if (!place) return null
  let mailbox: OpenMailbox | undefined
  try {
    mailbox = await deps.open(url)
    const taken = await readNew(deps, { mailbox, name, place, ...(signal && { signal }) })
    if (await mailboxWell(db, name)) deps.turned?.(name, null)
    return taken
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    if (await mailboxFails(db, name, error.fault)) deps.turned?.(name, error.fault)
    return null
  } finally {
    await mailbox?.close()
  }
}

async function readNew(
  deps: MailboxDeps,
  {
    mailbox,
    name,
    place,
    signal,
  }: { mailbox: OpenMailbox; name: string; place: MailboxPlace; signal?: AbortSignal },
): Promise<number> {
  const { uidValidity } = mailbox
  const known = place.uidValidity === uidValidity
  const numbers = known
    ? await mailbox.numbers(place.nextUid)
    : await mailbox.since(machineNow() - FIRST_LOOK_MS)
  let taken = 0
  for (const uid of numbers) {
    if (signal?.aborted) break
    const content = await mailbox.content(uid)
    if (content) await takeMessage(deps, await readIncoming(content, deps.secret))
    await markRead(deps.store.db, name, { uidValidity, nextUid: uid + 1 })
    taken++
  }
  if (!known && numbers.length === 0) {
    const last = (await mailbox.numbers(1)).at(-1) ?? 0
    await markRead(deps.store.db, name, { uidValidity, nextUid: last + 1 })
  }
  return taken
}

/** The bytes are what tells a message apart: a mailbox that was set up anew gives all its numbers again. */
async function takeMessage({ store, complain }: MailboxDeps, read: ReadMail): Promise<void> {
  const origin = { source: 'mail', id: read.digest }
  try {
    await takeIncoming(store, eventOfMail(read), origin)
  } catch (error) {
    if (isConnectionError(error)) throw error
    // One message that cannot be taken in must not stand before all that come after it.
    await noteOrigin(store, origin, UNREADABLE)
    complain('message put aside', codeOf(error))
  }
}
