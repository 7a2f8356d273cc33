import { ImapFlow } from 'imapflow'

/** Why a mailbox cannot be read, in words that hold no address and no password. */
export type MailboxFault =
  | 'the server does not answer'
  | 'the server refuses the login'
  | 'the server offers no encryption'
  | 'there is no such folder'
  | 'the connection broke'

/** The only error that reading a mailbox throws. */
export class MailboxError extends Error {
  readonly fault: MailboxFault
  constructor(fault: MailboxFault) {
    super(fault)
    this.name = 'MailboxError'
    this.fault = fault
  }
}

/** A folder of a mailbox, open for reading only: nothing in it is marked, moved or deleted. */
export interface OpenMailbox {
  /** While it stays the same, a number means the same message (RFC 9051 §2.3.1.1). */
  uidValidity: number
  /** Numbers that are there, from this one on, ascending. */
  numbers(from: number): Promise<number[]>
  /** Numbers of those that arrived at this instant of machine time (epoch ms) or later, by the day. */
  since(at: number): Promise<number[]>
  /** The bytes of a message, in pieces; null where it is gone. */
  content(uid: number): Promise<AsyncIterable<Uint8Array> | null>
  close(): Promise<void>
}

/** Machine time, in ms. */
const ANSWER_MS = 20_000
const SILENCE_MS = 60_000
/** Nobody reads more of a message than this, and it is asked for in such pieces. */
const MOST_BYTES = 100_000_000
const PIECE_BYTES = 256 * 1024

interface Place {
  host: string
  port: number
  secure: boolean
  user: string
  password: string
  folder: string
}

/** `imaps://user:password@host:993/folder`; `imap:` begins without encryption and must change to it, unless the server is near. */
function placeOf(text: string): Place {
  const url = new URL(text)
  const secure = url.protocol === 'imaps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    folder: decodeURIComponent(url.pathname.slice(1)) || 'INBOX',
  }
}

/** What a mailbox is called where people see it: never its password. */
export function mailboxName(text: string): string {
  const { host, user, folder } = placeOf(text)
  return `${user} at ${host}/${folder}`
}

function faultOf(error: unknown): MailboxFault {
  const { code, authenticationFailed } = error as { code?: string; authenticationFailed?: boolean }
  if (authenticationFailed) return 'the server refuses the login'
  if (/STARTTLS/i.test(String((error as Error)?.message))) return 'the server offers no encryption'
  return /^(E[A-Z]+|CONNECT_TIMEOUT|GREETING_TIMEOUT|UPGRADE_TIMEOUT)$/.test(code ?? '')
    ? 'the server does not answer'
    : 'the connection broke'
}

async function asked<T>(work: Promise<T>, fault?: MailboxFault): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new MailboxError(fault ?? faultOf(error))
  }
}

/** Opens it. @throws MailboxError, from everything that it then does too */
export async function openMailbox(url: string, { near = false } = {}): Promise<OpenMailbox> {
  const { host, port, secure, user, password, folder } = placeOf(url)
  const client = new ImapFlow({
    host,
    port,
    secure,
    ...(!secure && !near && { doSTARTTLS: true }),
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: ANSWER_MS,
    greetingTimeout: ANSWER_MS,
    socketTimeout: SILENCE_MS,
  })
  // A connection that breaks between two commands says so by this event; the next command says it again.
  client.on('error', () => {})
  await asked(client.connect())
  const opened = await client.mailboxOpen(folder, { readOnly: true }).catch((error: unknown) => {
    client.close()
    const refused = (error as { responseStatus?: string }).responseStatus === 'NO'
    throw new MailboxError(refused ? 'there is no such folder' : faultOf(error))
  })
  const found = (list: number[] | false | void) => (list || []).toSorted((a, b) => a - b)
  return {
    uidValidity: Number(opened.uidValidity),
    // `5:*` also names the last message where that is number 4 (RFC 9051 §9).
    numbers: async (from) =>
      found(await asked(client.search({ uid: `${from}:*` }, { uid: true }))).filter((uid) => uid >= from),
    since: async (at) => found(await asked(client.search({ since: new Date(at) }, { uid: true }))),
    async content(uid) {
      const options = { uid: true, maxBytes: MOST_BYTES, chunkSize: PIECE_BYTES }
      const { content } = await asked(client.download(String(uid), undefined, options))
      return content ? pieces(content) : null
    },
    async close() {
      await client.logout().catch(() => client.close())
    },
  }
}

async function* pieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw new MailboxError(faultOf(error))
  }
}
