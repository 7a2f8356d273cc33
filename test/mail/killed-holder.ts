import { parseArgs } from 'node:util'
import { claimMail } from '../../mail/claim.ts'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport, type Transport } from '../../providers/smtp/transport.ts'
import { postgresClock } from '../../store/clock.ts'
import { openDatabase } from '../../store/database.ts'

// A process that drains a lane until somebody kills it. `--stop claimed`: it stands still with claimed mail; `--stop begun`: with
// mail that has begun and of whose body nothing was given; `--stop accepted`: with mail that the server took and nothing has
// noted. It says so on its output, once a mail. `--stop noted`: what was taken is noted, and cannot be settled.
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
// Held until this process is killed: mail is settled under the locks of its leads.
const holdLeads = () =>
  new Promise<void>((held) => {
    void db.transaction().execute(async (tx) => {
      await tx.selectFrom('leads').select('id').forUpdate().execute()
      held()
      await new Promise(() => {})
    })
  })
let leadsHeld: Promise<void> | undefined
const transport: Transport = {
  ...smtp,
  async send(letter) {
    if (values.stop === 'noted') await (leadsHeld ??= holdLeads())
    const may = async () => {
      const yes = await letter.may()
      return values.stop === 'begun' ? standStill() : yes
    }
    const delivery = await smtp.send({ ...letter, may })
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
