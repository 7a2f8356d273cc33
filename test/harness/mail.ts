import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterwards } from './afterwards.ts'

export interface Received {
  from: string
  to: string[]
  raw: Buffer
  mail: Email
}

/** What the server says to a mail: nothing = it is taken; else an SMTP code and text, at RCPT or after the body. */
export type Refusal = { at: 'rcpt' | 'data'; code: number; text: string } | undefined

export interface TestMail {
  url: string
  /** What was taken, in order. */
  received: Received[]
  /** Decides about each recipient; all are welcome until a test says otherwise. */
  refuse(decide: (to: string) => Refusal): void
}

const refused = (answer: { code: number; text: string }) =>
  Object.assign(new Error(answer.text), { responseCode: answer.code })

async function body(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts)
}

/** A real SMTP server in this process. */
export async function testMail(): Promise<TestMail> {
  const received: Received[] = []
  let decide: (to: string) => Refusal = () => undefined
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(address, _session, done) {
      const answer = decide(address.address)
      done(answer?.at === 'rcpt' ? refused(answer) : undefined)
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map((one) => one.address)
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address
      body(stream as AsyncIterable<Buffer>)
        .then(async (raw) => {
          const answer = to.map((one) => decide(one)).find((one) => one?.at === 'data')
          if (!answer) received.push({ from, to, raw, mail: await PostalMime.parse(raw) })
          done(answer ? refused(answer) : undefined)
        })
        .catch(done)
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  afterwards(() => new Promise((done) => server.close(() => done())))
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (next) => {
      decide = next
    },
  }
}
