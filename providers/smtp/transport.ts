import { connectTo, type Ready, Refused, type Server } from './connect.ts'
import { offer, type Offered, type Progress } from './offer.ts'

/** One mail for the wire. */
export interface Letter {
  /** Envelope sender and recipient, domains as A-labels. */
  from: string
  to: string
  /** With CRLF at every line end. */
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
const SILENCE_MS = 60_000
/** All of one try. */
const TRY_MS = 120_000
const LETTERS_A_CONNECTION = 500

interface Line extends Ready {
  letters: number
}

/**
 * SMTP over a few connections that are kept open between mails. `url`: `smtp://user:password@host:port`, `smtps://`
 * for TLS from the start; STARTTLS is used where the server offers it.
 */
export function smtpTransport(url: string, { connections = 50, silenceMs = SILENCE_MS } = {}): Transport {
  const server = serverOf(url, silenceMs)
  const idle: Line[] = []
  const all = new Set<Line>()

  async function open(): Promise<Line> {
    const line = { ...(await connectTo(server)), letters: 0 }
    all.add(line)
    return line
  }

  function keptLine(): Line | undefined {
    for (let line = idle.pop(); line; line = idle.pop()) {
      if (line.talk.inStep) return line
      leave(line)
    }
    return undefined
  }

  async function send(letter: Letter): Promise<Delivery> {
    const kept = keptLine()
    const delivery = await sendOver(letter, kept)
    // The server may have closed a line that we kept, or said goodbye on it: that says nothing about the mail.
    const closed = delivery.end === 'broken' || (delivery.end === 'refused' && delivery.code === 421)
    const stale = kept && closed && delivery.offered === 'none'
    return stale ? sendOver(letter, undefined) : delivery
  }

  async function sendOver(letter: Letter, kept: Line | undefined): Promise<Delivery> {
    const progress: Progress = { offered: 'none', withheld: false }
    let line = kept
    const late = setTimeout(() => line?.talk.close(), TRY_MS)
    try {
      line ??= await open()
      const { code, text } = await offer(line, letter, progress)
      keep(line)
      return { end: 'accepted', code, text }
    } catch (error) {
      const refused = error instanceof Refused && error.reply.code !== 421
      if (line && refused && (progress.offered === 'whole' || (await forgets(line)))) keep(line)
      else if (line) leave(line)
      return ended(error, progress)
    } finally {
      clearTimeout(late)
    }
  }

  /** Puts a line aside for the next mail. */
  function keep(line: Line): void {
    line.letters += 1
    if (line.letters < LETTERS_A_CONNECTION) idle.push(line)
    else leave(line)
  }

  function leave(line: Line): void {
    all.delete(line)
    line.talk.say('QUIT\r\n')
    line.talk.close()
  }

  return {
    connections,
    send,
    async close() {
      for (const line of all) leave(line)
      idle.length = 0
    },
  }
}

/** Has the server forget a mail whose envelope it refused. */
async function forgets({ talk }: Line): Promise<boolean> {
  talk.say('RSET\r\n')
  return talk.reply().then(
    ({ code }) => code === 250,
    () => false,
  )
}

function serverOf(url: string, silenceMs: number): Server {
  const { hostname, port, protocol, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    silenceMs,
  }
}

function ended(error: unknown, { offered, withheld }: Progress): Delivery {
  if (withheld) return { end: 'withheld' }
  if (!(error instanceof Refused)) return { end: 'broken', offered }
  return { end: 'refused', code: error.reply.code, text: error.reply.text, offered }
}
