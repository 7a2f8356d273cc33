import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Mailbox } from './mailbox.ts'
import type { Script, ScriptRule } from './script.ts'

const LARGEST = 50 * 1024 * 1024

/** A running SMTP side. */
export interface SinkSmtp {
  port: number
  close(): Promise<void>
}

const refused = ({ code = 451, text }: ScriptRule): Error =>
  Object.assign(new Error(text), { responseCode: code })

/** Takes every mail into the mailbox, except what the script answers. */
export async function startSmtp({
  port,
  host,
  mailbox,
  script,
}: {
  port: number
  host: string
  mailbox: Mailbox
  script: Script
}): Promise<SinkSmtp> {
  const sockets = new Set<Socket>()
  const cut = (session: SMTPServerSession): void => {
    for (const socket of sockets) if (socket.remotePort === session.remotePort) socket.destroy()
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST,
    banner: 'Kindling mail sink',
    onRcptTo({ address }, session, done) {
      const rule = script.answer('rcpt', address)
      if (rule && rule.code === undefined) return cut(session)
      done(rule ? refused(rule) : undefined)
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map((one) => one.address)
      const early = to.map((one) => script.answer('body', one)).find((one) => one !== null)
      if (early && early.code === undefined) return cut(session)
      take(stream)
        .then(async (raw) => {
          const late = early ?? to.map((one) => script.answer('end', one)).find((one) => one !== null)
          const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
          if (!late || late.keep) await mailbox.add({ from, to, raw })
          if (late && late.code === undefined) return cut(session)
          done(late ? refused(late) : null)
        })
        .catch(done)
    },
  })
  // A client that hangs up is nothing to the others.
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(port, host)
  await Promise.race([
    once(server.server, 'listening'),
    once(server.server, 'error').then(([error]) => {
      throw error
    }),
  ])
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => done())
      }),
  }
}

async function take(stream: SMTPServerDataStream): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part)
  return Buffer.concat(parts)
}
