import pino from 'pino'
import { createActivities } from '../activities/index.ts'
import { configOrExit, nearby } from '../config.ts'
import { codeOf } from '../store/facts/code.ts'
import { openStore } from '../store/open.ts'
import { laneDeps } from '../mail/deps.ts'
import { configuredPush } from '../providers/push/webhook.ts'
import { temporalWaker } from '../providers/temporal/waker.ts'
import { erasureRounds } from './erasure-rounds.ts'
import { forgettingRounds } from './forgetting-rounds.ts'
import { mailRounds } from './mail-rounds.ts'
import { mailboxRounds } from './mailbox-rounds.ts'
import { startRounds } from './rounds.ts'
import { quietSdk } from './sdk-log.ts'
import { connectWorker } from './temporal.ts'

const config = configOrExit()
const log = pino({ name: 'worker', level: config.logLevel })
quietSdk(log)
const waker = temporalWaker({ address: config.temporalAddress })
const { store, close } = await openStore({
  url: config.databaseUrl,
  waker,
  push: configuredPush(config),
  time: { scale: config.timeScale, start: config.timeStart ?? null },
  connections: 30,
})
const lane = laneDeps(store, config)

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

const stopRounds = startRounds(store, {
  scale: 1 / store.clock.machineMs(1),
  complain: (round, error) => log.warn({ round, code: codeOf(error) }, 'round failed; it is tried again'),
  more: [
    ...erasureRounds(store, config.dataDir),
    ...mailRounds(lane, { alertsTo: config.alertsTo, log }),
    ...forgettingRounds(store, config.dataDir),
    ...mailboxRounds(store, {
      urls: config.imapUrls,
      secret: config.secret,
      near: nearby,
      log,
      signal: stop.signal,
    }),
  ],
})
const connected = await connectWorker(config.temporalAddress, createActivities(store, lane), {
  wait: 1000,
  signal: stop.signal,
})
if (connected) {
  const { worker } = connected
  stop.signal.addEventListener('abort', () => {
    if (worker.getState() === 'RUNNING') worker.shutdown()
  })
  // Whoever started us waits for this line, whatever the level of the log.
  process.stdout.write('worker ready\n')
  await worker.run()
  await connected.close()
}
await stopRounds()
await lane.close()
await close()
await waker.close()
// The SDK may hold the process without a socket or a timer; all that is ours is closed.
process.exit(0)
