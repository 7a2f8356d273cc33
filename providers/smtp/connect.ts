import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { connect as connectTls } from 'node:tls'
import { LineBroken, type Reply, type Talk, talkOver } from './talk.ts'

/** Where mail is handed over, and as whom. */
export interface Server {
  host: string
  port: number
  /** TLS from the start; else STARTTLS where the server offers it. */
  secure: boolean
  user: string
  password: string
  /** Machine ms until a server that says nothing is left. */
  silenceMs: number
}

/** A line on which mail can be given. */
export interface Ready {
  talk: Talk
  /** Whether commands may be sent without waiting for each answer (RFC 2920). */
  pipelining: boolean
}

/** The server said no to a command. */
export class Refused extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('the server refuses')
    this.name = 'Refused'
    this.reply = reply
  }
}

/** Machine time: how long the network may take. */
const CONNECT_MS = 15_000
const GREETING_MS = 15_000

const NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(hostname()) ? hostname() : '[127.0.0.1]'

/** Connects, greets, encrypts where that can be, and signs in. @throws Refused, LineBroken */
export async function connectTo(server: Server): Promise<Ready> {
  const { host, secure, user, silenceMs } = server
  const socket = await socketTo(server)
  let talk = talkOver(socket, GREETING_MS)
  try {
    await expected(talk, 2)
    let offers = await greet(talk)
    if (!secure && offers.has('STARTTLS')) {
      await command(talk, 'STARTTLS')
      const safe = await encrypted(talk.release(), host)
      talk = talkOver(safe, GREETING_MS)
      // What was offered before TLS may have been put there by anybody (RFC 3207 §4.2).
      offers = await greet(talk)
    }
    if (user !== '') await signIn(talk, server, offers.get('AUTH') ?? '')
    talk.patience(silenceMs)
    return { talk, pipelining: offers.has('PIPELINING') }
  } catch (error) {
    talk.close()
    throw error
  }
}

// A sink on this machine has no certificate that anybody signed.
const tlsOptions = (host: string) => ({
  rejectUnauthorized: !/^(localhost$|127\.|\[?::1)/.test(host),
  ...(isIP(host) === 0 && { servername: host }),
})

function socketTo({ host, port, secure }: Server): Promise<Socket> {
  const socket = secure ? connectTls({ host, port, ...tlsOptions(host) }) : connectPlain({ host, port })
  return settled(socket, secure ? 'secureConnect' : 'connect')
}

const encrypted = (socket: Socket, host: string): Promise<Socket> =>
  settled(connectTls({ socket, ...tlsOptions(host) }), 'secureConnect')

function settled(socket: Socket, event: string): Promise<Socket> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => socket.destroy(new LineBroken()), CONNECT_MS)
    const failed = () => {
      clearTimeout(late)
      fail(new LineBroken())
    }
    socket.once('close', failed)
    // Closed right after; without a listener it would end the process.
    socket.on('error', () => {})
    socket.once(event, () => {
      clearTimeout(late)
      socket.off('close', failed)
      done(socket)
    })
  })
}

/** The answer, if it begins with this digit. @throws Refused */
async function expected(talk: Talk, digit: number): Promise<Reply> {
  const reply = await talk.reply()
  if (Math.floor(reply.code / 100) !== digit) throw new Refused(reply)
  return reply
}

function command(talk: Talk, text: string, digit = 2): Promise<Reply> {
  talk.say(`${text}\r\n`)
  return expected(talk, digit)
}

/** What the server offers, by name; nothing where it only knows HELO (RFC 5321 §3.2). */
async function greet(talk: Talk): Promise<Map<string, string>> {
  talk.say(`EHLO ${NAME}\r\n`)
  const { code, text } = await talk.reply()
  if (code !== 250) {
    await command(talk, `HELO ${NAME}`)
    return new Map()
  }
  const lines = text.split('\n').slice(1)
  return new Map(
    lines.map((line) => {
      const [name = '', ...rest] = line.trim().split(/[ =]+/)
      return [name.toUpperCase(), rest.join(' ').toUpperCase()]
    }),
  )
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

/** RFC 4954: PLAIN, else LOGIN where only that is offered. */
async function signIn(talk: Talk, { user, password }: Server, ways: string): Promise<void> {
  const offered = ways.split(' ')
  if (offered.includes('LOGIN') && !offered.includes('PLAIN')) {
    await command(talk, 'AUTH LOGIN', 3)
    await command(talk, base64(user), 3)
    await command(talk, base64(password))
    return
  }
  await command(talk, `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`)
}
