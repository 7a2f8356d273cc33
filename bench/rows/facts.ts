import { join } from 'node:path'
import autocannon from 'autocannon'
import { acceptFacts } from '../../store/facts/accept.ts'
import { instant } from '../../store/database.ts'
import { addKey, newKey } from '../../store/keys.ts'
import { openStore } from '../../store/open.ts'
import { freePort } from '../../test/harness/ports.ts'
import { until } from '../../test/harness/until.ts'
import { cpuMs } from '../ground/cpu.ts'
import { whenOver } from '../ground/ending.ts'
import { run } from '../ground/process.ts'
import { folderForBench, postgres } from '../ground/servers.ts'
import { publishBench } from '../marketing.ts'
import { median, type Report, type Row, spread } from '../report.ts'

const ROUNDS = 5
const SECONDS = 5
const LEADS = 500
const BATCH = 500
const ROOT = join(import.meta.dirname, '../..')
const TO_REACH = { one: 0.5, batch: 5 }

type Way = 'bare' | 'one' | 'batch'

interface Target {
  url: string
  headers: Record<string, string>
  body: (n: number) => string
  /** Facts in one request, requests at once. */
  facts: number
  connections: number
  pids: number[]
}

/** Facts a second, and CPU of the server and Postgres for one. */
interface Speed {
  rate: number
  cpu: number
}

const leadOf = (n: number) => `lead-${n % LEADS}@mail.example`
const props = (n: number) => ({ page: `/machines/${n % 40}`, seconds: n % 90 })

async function targets(): Promise<Record<Way, Target>> {
  const folder = await folderForBench()
  const database = await postgres(folder)
  const [port, barePort] = [await freePort(), await freePort()]
  const { key } = newKey('api')
  await fill(database.address, key)
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: database.address,
    // Nobody is there: no fact of this row starts a journey.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    KINDLING_SECRET: 'only-for-this-bench-'.repeat(2),
    KINDLING_DATA: folder,
    KINDLING_LOG: 'warn',
  }
  const node = (args: string[], options: object) => ({
    file: process.execPath,
    args: ['--no-warnings', ...args],
    options: { cwd: ROOT, ...options },
  })
  const ours = run(node(['api/main.ts'], { env }), join(folder, 'api.log'))
  const bare = run(
    node(['bench/plain/api.ts', String(barePort), database.address], {}),
    join(folder, 'bare.log'),
  )
  const api = `http://127.0.0.1:${port}`
  await until(async () => (await fetch(`${api}/healthz`)).ok, { what: 'the API to answer' })
  await until(async () => (await fetch(`http://127.0.0.1:${barePort}/facts`)).status > 0, {
    what: 'the bare API to answer',
  })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  const fact = (n: number) => ({ type: 'page.viewed', lead: { email: leadOf(n) }, props: props(n) })
  const some = (many: number, n: number) =>
    JSON.stringify({ facts: Array.from({ length: many }, (_, of) => fact(n * many + of)) })
  return {
    bare: {
      url: `http://127.0.0.1:${barePort}/facts`,
      headers,
      body: (n) => JSON.stringify({ type: 'page.viewed', lead: leadOf(n), props: props(n) }),
      facts: 1,
      connections: 20,
      pids: [bare, database.pid],
    },
    one: {
      url: `${api}/v1/facts`,
      headers,
      body: (n) => some(1, n),
      facts: 1,
      connections: 20,
      pids: [ours, database.pid],
    },
    batch: {
      url: `${api}/v1/facts`,
      headers,
      body: (n) => some(BATCH, n),
      facts: BATCH,
      connections: 2,
      pids: [ours, database.pid],
    },
  }
}

/** Marketing, a key, and leads that facts can name. */
async function fill(url: string, key: string): Promise<void> {
  const waker = { wake: async () => {} }
  const { store, close } = await openStore({ url, waker, time: { scale: 1, start: null }, connections: 5 })
  await publishBench(store, ['alone'])
  await addKey(store.db, key, 'bench', ['read', 'write'], await store.clock.now(store.db))
  await acceptFacts(
    store,
    Array.from({ length: LEADS }, (_, n) => ({
      type: 'page.viewed',
      lead: { email: leadOf(n) },
      props: props(n),
    })),
  )
  // As if the pump of the alarms were awake: a fact that sets one has nobody to call.
  await store.db
    .insertInto('pumps')
    .values({ name: 'alarms', sleeps_until: instant(0) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ sleeps_until: instant(0) }))
    .execute()
  whenOver(close)
}

let sent = 0

async function load({ url, headers, body, facts, connections, pids }: Target): Promise<Speed> {
  const cpu = () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0)
  const before = cpu()
  const result = await autocannon({
    url,
    connections,
    duration: SECONDS,
    requests: [{ method: 'POST', headers, setupRequest: (request) => ({ ...request, body: body(sent++) }) }],
  })
  if (result['2xx'] === 0 || result.non2xx > 0)
    throw new Error(`${url} refused ${result.non2xx} of ${result.requests.total} requests`)
  const total = result['2xx'] * facts
  return { rate: total / result.duration, cpu: (cpu() - before) / total }
}

async function compare(): Promise<Report> {
  const on = await targets()
  const speeds: Record<Way, Speed[]> = { bare: [], one: [], batch: [] }
  const order: Way[] = ['bare', 'one', 'batch']
  for (const way of order) await load(on[way])
  for (let round = 1; round <= ROUNDS; round++) {
    for (const way of round % 2 === 1 ? order : [...order].reverse()) {
      process.stderr.write(`facts: round ${round} of ${ROUNDS}, ${way}\n`)
      speeds[way].push(await load(on[way]))
    }
  }
  return reportOf(speeds)
}

function reportOf(speeds: Record<Way, Speed[]>): Report {
  const against = (way: Way) =>
    speeds[way].map((speed, n) => speed.rate / (speeds.bare[n]?.rate ?? Number.NaN))
  const rates = (way: Way) =>
    spread(
      speeds[way].map((speed) => speed.rate),
      0,
    )
  const cpus = (way: Way) =>
    spread(
      speeds[way].map((speed) => speed.cpu),
      3,
    )
  const line = (way: 'one' | 'batch', what: string) => {
    const ratios = against(way)
    const least = TO_REACH[way]
    const target = { text: `ratio ${spread(ratios)}, at least ${least}`, met: median(ratios) >= least }
    return [
      { what: `facts a second, ${what}`, ours: rates(way), beside: rates('bare'), target },
      { what: `CPU ms a fact, ${what}`, ours: cpus(way), beside: cpus('bare'), target: null },
    ]
  }
  return {
    title: `Facts over HTTP: ${ROUNDS} rounds of ${SECONDS} s, median (least to most)`,
    beside: 'bare route, one INSERT',
    lines: [...line('one', 'one by one'), ...line('batch', `in batches of ${BATCH}`)],
    notes: [
      'One by one: checked, accepted, and applied (score, ledger of points, waits, triggers) before the answer.',
      'In batches: accepted before the answer, applied behind it. The sender of the load shares the processor.',
    ],
  }
}

/** Design.md, Speed: facts. */
export const facts: Row = { name: 'facts', run: compare }
