import { parseArgs } from 'node:util'
import { drainLane } from '../../mail/drain.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { postgresClock } from '../../store/clock.ts'
import { openDatabase } from '../../store/database.ts'

// A process that drains a lane until somebody kills it.
const { values } = parseArgs({ options: { database: { type: 'string' }, smtp: { type: 'string' } } })
const db = openDatabase(values.database ?? '', { max: 8 })
const store = { db, clock: postgresClock(1), waker: { wake: async () => {} } }
const transport = smtpTransport(values.smtp ?? '', { connections: 5 })
for (;;)
  await drainLane(
    { store, transport, config: { publicUrl: 'https://k.example', secret: 'secret' } },
    'default',
  )
