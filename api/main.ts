import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { configOrExit } from '../config.ts'
import { simulatedTelephony } from '../providers/telephony/simulator.ts'
import { configuredPush } from '../providers/push/webhook.ts'
import { temporalWaker } from '../providers/temporal/waker.ts'
import { forgetReplies } from '../store/idempotency.ts'
import { addKey } from '../store/keys.ts'
import { openStore } from '../store/open.ts'
import { buildApp } from './app.ts'
import { signedDelivery } from './simulated-calls.ts'

const CONNECTIONS = 20
const FORGET_EVERY_MS = 3_600_000

const config = configOrExit()
const waker = temporalWaker({ address: config.temporalAddress })
const { store, close } = await openStore({
  url: config.databaseUrl,
  waker,
  push: configuredPush(config),
  time: { scale: config.timeScale, start: config.timeStart ?? null },
  connections: CONNECTIONS,
})

// The key of this machine, made by `npm start`: known from the first request on.
const keyFile = join(config.dataDir, 'api-key')
if (existsSync(keyFile)) {
  const key = readFileSync(keyFile, 'utf8').trim()
  await addKey(store.db, key, 'this machine', ['read', 'write', 'admin'], await store.clock.now(store.db))
}

const telephony =
  config.telephony === 'simulator'
    ? simulatedTelephony({
        deliver: signedDelivery(config.secret, () => app),
        machineMs: (businessMs) => store.clock.machineMs(businessMs),
      })
    : undefined
const app: FastifyInstance = await buildApp(
  {
    store,
    publicUrl: config.publicUrl,
    dataDir: config.dataDir,
    documentsDir: join(import.meta.dirname, '..', 'marketing', 'documents'),
    secret: config.secret,
    clickQuarantineSeconds: config.clickQuarantineMs / 1000,
    ...(telephony && { telephony }),
    mailHooks: config.mailHooks,
    temporalUp: () => waker.answers(),
  },
  { logger: { level: config.logLevel, name: 'api' } },
)

// Machine time: kept replies are no business.
const forgetting = setInterval(() => {
  forgetReplies(store.db).catch(() =>
    app.log.warn('old replies could not be forgotten; tried again in an hour'),
  )
}, FORGET_EVERY_MS)

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  clearInterval(forgetting)
  telephony?.close()
  await app.close()
  await close()
  await waker.close()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

await app.listen({ host: config.host, port: config.port })
