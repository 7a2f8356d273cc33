import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openClock } from '../../store/anchor.ts'
import { type Db, openDatabase } from '../../store/database.ts'
import type { Clock } from '../../store/clock.ts'
import { afterwards } from './afterwards.ts'
import { freePort } from './ports.ts'
import { until } from './until.ts'

const ROOT = dirname(dirname(import.meta.dirname))
const PORTS = ['PORT', 'MAIL_PORT', 'SMTP_PORT', 'TEMPORAL_PORT', 'POSTGRES_PORT']

/** What `npm start` has started: its API with a key for everything, and its database for what no API tells. */
export interface TestSystem {
  api: string
  key: string
  db: Db
  clock: Clock
}

/** The whole system, started as a user does, on ports and in a folder of its own, with a clock that runs `scale` times as fast. */
export async function testSystem({ scale, start }: { scale: number; start: number }): Promise<TestSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-system-'))
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())]))
  const env = {
    ...process.env,
    ...Object.fromEntries(ports),
    ...{ DATABASE_URL: '', TEMPORAL_ADDRESS: '', SMTP_URL: '', PUBLIC_URL: '', KINDLING_SECRET: '' },
    KINDLING_DATA: folder,
    KINDLING_TIME_SCALE: String(scale),
    KINDLING_TIME_START: new Date(start).toISOString(),
  }
  const child = spawn(process.execPath, ['start.mjs'], { cwd: ROOT, env })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += String(bytes)))
  afterwards(async () => {
    await ended(child)
    rmSync(folder, { recursive: true, force: true })
  })
  await until(() => /^ready http\S+$/m.test(text), { ms: 300_000, what: `a system that is ready` }).catch(
    (error) => {
      throw new Error(text, { cause: error })
    },
  )
  const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as { api: string; database: string }
  const db = openDatabase(run.database, { max: 2 })
  afterwards(() => db.destroy())
  const key = readFileSync(join(folder, 'api-key'), 'utf8').trim()
  return { api: run.api, key, db, clock: await openClock(db, { scale, start: null }) }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  child.kill('SIGTERM')
  await over
}
