import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type MailboxDeps, readMailbox } from '../mail/read-mailbox.ts'
import { mailboxName, openMailbox } from '../providers/imap/mailbox.ts'
import { keepMailboxes } from '../store/mailboxes.ts'
import type { Store } from '../store/store.ts'
import type { Round } from './rounds.ts'

/** Machine time between two looks into a mailbox. */
const LOOK_MS = 30_000

/**
 * A round for each mailbox; of several workers one reads it at a time. Stopping waits for the message that is being read.
 * @param near whether a server is so near that its mailbox may be read without encryption
 */
export function mailboxRounds(
  store: Store,
  {
    urls,
    secret,
    near,
    log,
    signal,
  }: {
    urls: readonly string[]
    secret: string
    near: (url: string) => boolean
    log: Logger
    signal: AbortSignal
  },
): Round[] {
  const holder = randomUUID()
  const deps: MailboxDeps = {
    store,
    secret,
    open: (url) => openMailbox(url, { near: near(url) }),
    complain: (what, code) => log.error({ what, code }, 'a message could not be taken in'),
    turned: (name, fault) =>
      fault === null
        ? log.warn({ mailbox: placeOf(name) }, 'the mailbox answers again')
        : log.warn({ mailbox: placeOf(name), fault }, 'the mailbox does not answer; it is asked again'),
  }
  const forget: Round = {
    name: 'mailboxes',
    ms: 3_600_000,
    work: () => keepMailboxes(store.db, urls.map(mailboxName)),
  }
  const looks = urls.map(
    (url): Round => ({
      name: 'mailbox',
      ms: LOOK_MS,
      work: () => readMailbox(deps, url, { holder, signal }),
    }),
  )
  return [forget, ...looks]
}

/** Without who it belongs to: `imap.works.example/INBOX`. */
const placeOf = (name: string): string => name.slice(name.lastIndexOf(' at ') + ' at '.length)
