import { join } from 'node:path'
import { dataFolder } from '../../config.ts'
import { startSink } from './sink.ts'

// Needs neither database nor secret, so it reads its three variables itself.
const port = (text: string | undefined, byDefault: number): number => (text ? Number(text) : byDefault)

const sink = await startSink({
  folder: join(dataFolder(process.env), 'mail'),
  smtpPort: port(process.env.SMTP_PORT, 2525),
  httpPort: port(process.env.MAIL_PORT, 3025),
  host: process.env.HOST || '127.0.0.1',
})
process.stdout.write(`mail sink: smtp://127.0.0.1:${sink.smtpPort}, http://127.0.0.1:${sink.httpPort}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    sink.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  })
}
