import { parseArgs } from 'node:util'
import { claimMail } from '../../mail/claim.ts'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport, type Transport } from '../../providers/smtp/transport.ts'
import { postgresClock } from '../../store/clock.ts'
import { openDatabase } from '../../store/database.ts'

// A process that drains a lane until somebody kills it. `--stop claimed`: it stands still with claimed mail; `--stop accepted`:
// with mail that the server took and nothing has noted. It says so on its output, once a mail.
const { values } = parseArgs({
  options: { database: { type: 'string' }, smtp: { type: 'string' }, stop: { type: 'string' } },
})
const db = openDatabase(values.database ?? '', { max: 8 })
const store = { db, clock: postgresClock(1), waker: { wake: async () => {} } }
const smtp = smtpTransport(values.smtp ?? '', { connections: 5 })
const standStill = (): Promise<never> => {
  process.stdout.write('still\n')
  return new Promise(() => {})
}
const transport: Transport = {
  ...smtp,
  async send(letter) {
    const delivery = await smtp.send(letter)
    return values.stop === 'accepted' ? standStill() : delivery
  },
}
if (values.stop === 'claimed') {
  const { mails } = await claimMail(store, 'default')
  // A timer, so that the process stays.
  setInterval(() => {}, 1000)
  await Promise.all(mails.map(standStill))
}
for (;;)
  await drainLane(
    { store, transport, config: { publicUrl: 'https://k.example', secret: 'secret' } },
    'default',
  )
