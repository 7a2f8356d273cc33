import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { keepSeen, openClock } from '../../../store/anchor.ts'
import { instant } from '../../../store/database.ts'
import { temporalWaker } from '../../../providers/temporal/waker.ts'
import { afterwards } from '../../harness/afterwards.ts'
import { testDatabase } from '../../harness/database.ts'
import { type TestTemporal, testTemporal } from '../../harness/temporal.ts'
import { until } from '../../harness/until.ts'
import { Agenda } from './agenda.ts'
import { foundCompany, type Size } from './company.ts'
import { layGround } from './ground.ts'
import { type Happening, type LivedStore, planLeads } from './happenings.ts'
import { lot } from './lot.ts'
import { reactions } from './reactions.ts'
import { planAbsences } from './troubles.ts'

const ROOT = join(dirname(import.meta.dirname), '..', '..')
/** Fast enough that the sweep runs ten times a second, slow enough that people are not late by hours. */
const SCALE = 120
const MINUTE = 60_000
const STRIDE = 60 * MINUTE
/** Only whoever hangs takes so long, however slow the machine. */
const PATIENCE_MS = 300_000

/** Two worker processes, as `npm run worker` starts them. */
interface Crew {
  start(n: number): Promise<void>
  kill(n: number): Promise<void>
}

function crew(env: NodeJS.ProcessEnv): Crew {
  const children: (ChildProcess | undefined)[] = []
  const kill = async (n: number) => {
    const child = children[n]
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  afterwards(async () => {
    for (const n of children.keys()) await kill(n)
  })
  return {
    kill,
    async start(n) {
      const child = spawn(process.execPath, [join(ROOT, 'worker', 'main.ts')], { cwd: ROOT, env })
      children[n] = child
      let text = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += String(bytes)))
      await until(() => text.includes('worker ready'), {
        ms: PATIENCE_MS,
        what: 'a worker that is ready',
      }).catch((error: unknown) => {
        throw new Error(text, { cause: error })
      })
    },
  }
}

/**
 * Lets a company live through its days with a real Temporal and two real workers. Business time runs on its own and is
 * moved on to where something is planned or due, so that how fast the machine is does not matter; now and then a worker
 * or Temporal is killed while there is work to do, once with all that it knew.
 */
export async function liveDays(size: Size): Promise<Happening & { faults: string[] }> {
  const { db, url } = await testDatabase({ max: 12 })
  const clock = await openClock(db, { scale: SCALE, start: Date.parse('2026-03-02T08:00:00Z') })
  const seen = keepSeen(db)
  afterwards(async () => seen())
  const temporal = await testTemporal()
  const waker = temporalWaker({ address: temporal.address })
  afterwards(() => waker.close())
  let now = await clock.now(db)
  const store: LivedStore = { db, waker, clock: { ...clock, read: () => now } }
  const company = await foundCompany(store, size)
  await layGround(db)
  await db
    .insertInto('mail_pauses')
    .values({ scope: 'all', name: '', at: instant(now), by: 'soak', why: 'mail is not what is looked at' })
    .onConflict((one) => one.doNothing())
    .execute()
  const faults: string[] = []
  const fault = (error: unknown) => faults.push(error instanceof Error ? `${error.stack}` : String(error))
  const scene = {
    store,
    company,
    agenda: new Agenda(),
    happened: {} as Record<string, number>,
    fault,
    faults,
  }
  planLeads(scene)
  planAbsences(scene)
  const workers = crew({
    ...process.env,
    DATABASE_URL: url,
    TEMPORAL_ADDRESS: temporal.address,
    KINDLING_SECRET: 'a secret of thirty-two letters or more',
    KINDLING_LOG: 'silent',
  })
  await Promise.all([workers.start(0), workers.start(1)])
  const trouble = kills(scene, workers, temporal)
  for (let stride = 0; ; stride++) {
    const next = Math.min(scene.agenda.next(), (await earliestDue(store)) ?? Infinity)
    if (next === Infinity) return scene
    const before = now
    await leap(store, Math.ceil(next / STRIDE) * STRIDE)
    now = await clock.now(db)
    const mend = await trouble(stride)
    await Promise.all(scene.agenda.take(now).map((act) => act()))
    await mend()
    await atRest(store, now)
    await reactions(scene, before)
  }
}

/** Who is killed at which stride, and how to mend it: while people go on, and before anybody waits for the work. */
function kills({ company, happened }: Happening, workers: Crew, temporal: TestTemporal) {
  const chance = lot(company.size.seed, 'kills')
  const count = (what: string) => {
    happened[what] = (happened[what] ?? 0) + 1
  }
  return async (stride: number): Promise<() => Promise<void>> => {
    if (stride % 12 === 5) {
      const n = chance.whole(0, 1)
      count('worker killed')
      await workers.kill(n)
      return () => workers.start(n)
    }
    if (stride % 24 === 14) {
      count('both workers killed')
      await Promise.all([workers.kill(0), workers.kill(1)])
      return async () => void (await Promise.all([workers.start(0), workers.start(1)]))
    }
    if (stride % 24 === 20) {
      const empty = stride % 48 === 20
      count(empty ? 'temporal lost' : 'temporal killed')
      await temporal.kill()
      return () => temporal.start({ empty })
    }
    return async () => {}
  }
}

/** Lets business time go by at once, up to an instant; never back. */
const leap = ({ db }: LivedStore, to: number) =>
  sql`update clock_anchor set business_at = business_at + greatest(interval '0', ${instant(to)}::timestamptz - business_now())`.execute(
    db,
  )

const due = sql<number>`least(wait_at, wake_at)`
const running = ({ db }: LivedStore) =>
  db.selectFrom('handoffs').where('state', '<>', 'closed').where('park_code', 'is', null)

async function earliestDue(store: LivedStore): Promise<number | null> {
  const row = await running(store)
    .select((e) => e.fn.min<number | null>(due).as('at'))
    .executeTakeFirst()
  return row?.at ?? null
}

/** Waits until all that was due at an instant is done, and everybody whom somebody wanted to wake was told. */
async function atRest(store: LivedStore, at: number): Promise<void> {
  await until(
    async () => {
      const late = await running(store)
        .select('id')
        .where(due, '<=', instant(at) as never)
        .limit(1)
        .execute()
      const untold = await store.db.selectFrom('outbox').select('n').limit(1).execute()
      return late.length === 0 && untold.length === 0
    },
    { ms: PATIENCE_MS, what: 'all that was due to be done' },
  )
}
