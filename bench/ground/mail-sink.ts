import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { whenOver } from './ending.ts'

/** An SMTP server in this process that takes every mail and keeps none. */
export async function mailSink(): Promise<{ url: string; taken(): number }> {
  let taken = 0
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      stream.resume()
      stream.once('end', () => {
        taken++
        done()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  whenOver(() => new Promise<void>((done) => server.close(() => done())))
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, taken: () => taken }
}
