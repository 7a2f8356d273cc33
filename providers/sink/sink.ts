import { startHttp } from './http.ts'
import { openMailbox } from './mailbox.ts'
import { Script } from './script.ts'
import { startSmtp } from './smtp.ts'

/** A running mail sink. Ports as they came to be, where 0 was asked. */
export interface Sink {
  smtpPort: number
  httpPort: number
  close(): Promise<void>
}

/** Starts a sink that keeps its mail in `folder`: an SMTP side that takes everything, and a page to read it. */
export async function startSink(options: {
  folder: string
  smtpPort: number
  httpPort: number
  host?: string
}): Promise<Sink> {
  const { folder, smtpPort, httpPort, host = '127.0.0.1' } = options
  const mailbox = await openMailbox(folder)
  const script = new Script()
  const smtp = await startSmtp({ port: smtpPort, host, mailbox, script })
  const http = await startHttp({ port: httpPort, host, mailbox, script })
  return {
    smtpPort: smtp.port,
    httpPort: http.port,
    async close() {
      await smtp.close()
      await http.close()
    },
  }
}
