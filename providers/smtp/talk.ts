import type { Socket } from 'node:net'

/** A server's whole answer: its code, and its lines without their codes. */
export interface Reply {
  code: number
  text: string
}

/** The line is gone before an answer came. */
export class LineBroken extends Error {
  constructor() {
    super('the connection broke')
    this.name = 'LineBroken'
  }
}

/** More than any answer needs: a server that talks without end is left. */
const LONGEST = 64 * 1024

/** One connection: commands out, answers in, in order. Commands may be sent before earlier ones are answered (RFC 2920). */
export interface Talk {
  /** The next answer. @throws LineBroken */
  reply(): Promise<Reply>
  say(text: string): void
  /** Resolves when the bytes were handed to the system. @throws LineBroken */
  give(bytes: Buffer): Promise<void>
  /** How long a silence may be from now on, while something is due (machine ms). */
  patience(ms: number): void
  /** Leaves the socket to somebody else, for TLS. */
  release(): Socket
  close(): void
  /** Whether the next answer will be to the next command: nothing was said unasked, and the line is there. */
  readonly inStep: boolean
}

interface Waiting {
  done: (reply: Reply) => void
  fail: (error: Error) => void
}

/** Talks over a socket. Nothing heard for `silenceMs` (machine time) while an answer is due closes it. */
export function talkOver(socket: Socket, silenceMs: number): Talk {
  const waiting: Waiting[] = []
  const early: Reply[] = []
  let held = ''
  let lines: string[] = []
  let closed = false
  let giving = 0

  function end(): void {
    if (closed) return
    closed = true
    socket.destroy()
    for (const one of waiting.splice(0)) one.fail(new LineBroken())
  }
  function hear(reply: Reply): void {
    const next = waiting.shift()
    if (next) next.done(reply)
    else early.push(reply)
  }
  function line(text: string): void {
    const [, code, more, words = ''] = /^(\d{3})([ -]?)(.*)$/.exec(text) ?? []
    // What is no answer at all is no server that mail can be given to.
    if (code === undefined) return end()
    lines.push(words)
    if (more === '-') return
    const said = lines.join('\n')
    lines = []
    hear({ code: Number(code), text: `${code} ${said}` })
  }
  function data(chunk: Buffer): void {
    held += chunk.toString('utf8')
    if (held.length > LONGEST) return end()
    for (let at = held.indexOf('\n'); at >= 0 && !closed; at = held.indexOf('\n')) {
      const text = held.slice(0, at).replace(/\r$/, '')
      held = held.slice(at + 1)
      line(text)
    }
  }
  socket.setNoDelay(true)
  socket.setTimeout(silenceMs)
  socket.on('data', data)
  socket.on('error', end)
  socket.on('end', end)
  socket.on('close', end)
  socket.on('timeout', () => {
    if (waiting.length > 0 || giving > 0) end()
  })
  return {
    reply: () =>
      new Promise((done, fail) => {
        const before = early.shift()
        if (before) return done(before)
        if (closed) return fail(new LineBroken())
        waiting.push({ done, fail })
      }),
    say(text) {
      if (!closed) socket.write(text)
    },
    give: (bytes) =>
      new Promise((done, fail) => {
        if (closed) return fail(new LineBroken())
        giving += 1
        socket.write(bytes, (error) => {
          giving -= 1
          if (error) fail(new LineBroken())
          else done()
        })
      }),
    patience: (ms) => void socket.setTimeout(ms),
    release() {
      closed = true
      socket.removeAllListeners()
      socket.setTimeout(0)
      return socket
    },
    close: end,
    get inStep() {
      return !closed && early.length === 0
    },
  }
}
