import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { Body, type Offered } from './body.ts'

/** One mail for the wire. */
export interface Letter {
  /** Envelope sender and recipient, domains as A-labels. */
  from: string
  to: string
  bytes: Buffer
  /** Asked once when the server is ready for the body; no: the body is not given. */
  may: () => Promise<boolean>
}

/** How the try ended. `code` and `text` are the server's; without a code the connection broke or nobody answered. */
export type Delivery =
  | { end: 'accepted'; code: number; text: string }
  | { end: 'refused'; code: number; text: string; offered: Offered }
  | { end: 'broken'; offered: Offered }
  | { end: 'withheld' }

/** Sends mail; what the lanes are given. */
export interface Transport {
  /** How many mails one lane may send at once, whatever the lane itself allows. */
  readonly connections: number
  send(letter: Letter): Promise<Delivery>
  close(): Promise<void>
}

/** Machine time: how long the network may take. */
const CONNECT_MS = 15_000
const GREETING_MS = 15_000
const SILENCE_MS = 60_000
/** All of one try; shorter than the ledger's lease of a mail that is being sent. */
const TRY_MS = 120_000
const LETTERS_A_CONNECTION = 500

interface Line {
  connection: SMTPConnection
  letters: number
}

/**
 * SMTP over a few connections that are kept open between mails. `url`: `smtp://user:password@host:port`, `smtps://`
 * for TLS from the start; STARTTLS is used where the server offers it.
 */
export function smtpTransport(url: string, { connections = 50, silenceMs = SILENCE_MS } = {}): Transport {
  const { hostname, port, protocol, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const local = /^(localhost|127\.|\[?::1)/.test(hostname)
  const idle: Line[] = []
  const all = new Set<SMTPConnection>()

  function drop(connection: SMTPConnection): void {
    all.delete(connection)
    const at = idle.findIndex((line) => line.connection === connection)
    if (at >= 0) idle.splice(at, 1)
    connection.close()
  }

  async function open(): Promise<Line> {
    const connection = new SMTPConnection({
      host: hostname,
      port: port === '' ? undefined : Number(port),
      secure,
      // A sink on this machine has no certificate that anybody signed.
      tls: { rejectUnauthorized: !local },
      connectionTimeout: CONNECT_MS,
      greetingTimeout: GREETING_MS,
      socketTimeout: silenceMs,
      socketCloseTimeout: 0,
    })
    all.add(connection)
    // Errors between two mails: the line is gone, and the next mail opens another.
    connection.on('error', () => drop(connection))
    connection.on('end', () => drop(connection))
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.once('end', () => reject(new Error('closed')))
      connection.connect((error) => (error ? reject(error) : resolve()))
    }).catch((error: unknown) => {
      drop(connection)
      throw error
    })
    if (username) {
      const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) }
      await new Promise<void>((resolve, reject) =>
        connection.login({ credentials: auth, ...auth }, (error) => (error ? reject(error) : resolve())),
      )
    }
    return { connection, letters: 0 }
  }

  async function send(letter: Letter): Promise<Delivery> {
    const kept = idle.pop()
    const delivery = await sendOver(letter, kept)
    // The server may have closed a line that we kept: that says nothing about the mail.
    const stale = kept && delivery.end === 'broken' && delivery.offered === 'none'
    return stale ? sendOver(letter, undefined) : delivery
  }

  async function sendOver(letter: Letter, kept: Line | undefined): Promise<Delivery> {
    const body = new Body(letter.bytes, letter.may)
    body.on('error', () => {})
    let line = kept
    try {
      line ??= await open()
      const answer = await offer(line.connection, letter, body)
      line.letters += 1
      if (line.letters < LETTERS_A_CONNECTION && all.has(line.connection)) idle.push(line)
      else drop(line.connection)
      return { end: 'accepted', code: Number.parseInt(answer, 10) || 250, text: answer }
    } catch (error) {
      if (line) drop(line.connection)
      return ended(error, body)
    }
  }

  return {
    connections,
    send,
    async close() {
      for (const connection of all) connection.quit()
      all.clear()
      idle.length = 0
    },
  }
}

const offer = (connection: SMTPConnection, { from, to }: Letter, body: Body): Promise<string> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => connection.close(), TRY_MS)
    // A server that ends with 421 is heard after the line is closed.
    const gone = () => setImmediate(() => end(() => reject(new Error('closed'))))
    const failed = (error: Error) => end(() => reject(error))
    const end = (then: () => void) => {
      clearTimeout(late)
      connection.off('end', gone)
      connection.off('error', failed)
      then()
    }
    connection.once('end', gone)
    connection.once('error', failed)
    connection.send({ from, to: [to] }, body, (error, info) => {
      end(() => (error ? reject(error) : resolve(info.response)))
    })
  })

function ended(error: unknown, body: Body): Delivery {
  if (body.withheld) return { end: 'withheld' }
  const { responseCode, response } = error as { responseCode?: number; response?: string }
  if (responseCode === undefined) return { end: 'broken', offered: body.offered }
  return { end: 'refused', code: responseCode, text: response ?? '', offered: body.offered }
}
