import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { openClock } from '../../store/anchor.ts'
import { freePort } from '../../start/ports.mjs'
import { type Db, openDatabase } from '../../store/database.ts'
import { keepTime, SCALE } from './time.ts'

/** A Tuesday, 09:00 in Moscow, on which none of the leads' countries has a holiday or changes its clocks. */
export const START = '2026-03-10T06:00:00Z'

const project = dirname(dirname(import.meta.dirname))
const START_MS = 300_000

/** A whole system of the demo's own: its folder, its ports, its clock. */
export interface DemoSystem {
  api: string
  mail: string
  /** Read only: what the demo counts, it counts where it is true. */
  db: Db
  /** Business time, epoch ms. */
  now(): Promise<number>
  key: string
  /** What a command of `kindling` must have in its environment to speak with this system. */
  env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

/** Starts it as `npm start` does. `line`: what it says while it comes up. */
export async function startSystem(line: (text: string) => void): Promise<DemoSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-demo-'))
  const [api, mail, smtp, temporal, postgres] = await Promise.all(Array.from({ length: 5 }, () => freePort()))
  const env = {
    ...process.env,
    ...{
      PORT: `${api}`,
      MAIL_PORT: `${mail}`,
      SMTP_PORT: `${smtp}`,
      TEMPORAL_PORT: `${temporal}`,
      POSTGRES_PORT: `${postgres}`,
    },
    ...{ KINDLING_DATA: folder, KINDLING_TIME_SCALE: `${SCALE}`, KINDLING_TIME_START: START },
    KINDLING_TELEPHONY: 'simulator',
    ...{ DATABASE_URL: '', TEMPORAL_ADDRESS: '', SMTP_URL: '', PUBLIC_URL: '', KINDLING_SECRET: '' },
  }
  const child = spawn(process.execPath, [join(project, 'start.mjs')], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let db: Db | undefined
  let stopTime = async () => {}
  const stop = async () => {
    await stopTime()
    await db?.destroy()
    await ended(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await ready(child, line)
    const run = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as {
      api: string
      mail: string
      database: string
    }
    const key = (await readFile(join(folder, 'api-key'), 'utf8')).trim()
    const opened = openDatabase(run.database, { max: 2 })
    db = opened
    const clock = await openClock(opened, { scale: SCALE, start: null })
    stopTime = keepTime(opened)
    return { api: run.api, mail: run.mail, db: opened, now: () => clock.now(opened), key, env, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(child: ChildProcess, line: (text: string) => void): Promise<void> {
  if (!child.stdout) throw new Error('the system has no output')
  // Machine time: how long the parts may take to come up.
  const late = setTimeout(() => child.kill('SIGINT'), START_MS)
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      if (/^ {2}\w+ +(up|takes|published)\b/.test(text)) line(text.trim())
      if (text.startsWith('ready ')) {
        // From here nobody reads: what is left unread must not fill the pipe.
        child.stdout.resume()
        return
      }
    }
  } finally {
    clearTimeout(late)
  }
  throw new Error('The system did not come up. `npm start` says why.')
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  await once(child, 'exit')
}
