import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { sql } from 'kysely'
import { temporalWaker } from '../../providers/temporal/waker.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { until } from '../../test/harness/until.ts'
import { cpuMs } from '../ground/cpu.ts'
import { whenOver } from '../ground/ending.ts'
import { mailSink } from '../ground/mail-sink.ts'
import { run } from '../ground/process.ts'
import { folderForBench, postgres, type Server, temporal } from '../ground/servers.ts'
import { publishBench } from '../marketing.ts'
import { median, type Report, type Row, spread } from '../report.ts'

const ROUNDS = 5
const JOURNEYS = 200
const WARM_UP = 50
/** Business seconds in a machine second: a wait of a minute takes three seconds, for both. */
const SCALE = 20
const SLEEP_MS = 60_000 / SCALE
const ROOT = join(import.meta.dirname, '../..')

type Way = 'plain' | 'alone' | 'mailed'
/** CPU in ms for one journey, by part. */
interface Cost {
  server: number
  worker: number
  postgres: number
  starter: number
}

interface Ground {
  client: Client
  store: Store
  server: Server
  database: Server
  workers: { plain: number; kindling: number }
  taken: () => number
}

const node = (...args: string[]) => ({
  file: process.execPath,
  args: ['--no-warnings', ...args],
  options: { cwd: ROOT },
})

async function ground(): Promise<Ground> {
  const folder = await folderForBench()
  const [server, database, sink] = [await temporal(folder), await postgres(folder), await mailSink()]
  const waker = temporalWaker({ address: server.address })
  const { store, close } = await openStore({
    url: database.address,
    waker,
    time: { scale: SCALE, start: Date.parse('2026-03-02T09:00:00Z') },
    connections: 10,
  })
  whenOver(async () => {
    await close()
    await waker.close()
  })
  await publishBench(store, ['alone', 'mailed'])
  await settleAlone(store)
  const env = {
    ...process.env,
    DATABASE_URL: database.address,
    TEMPORAL_ADDRESS: server.address,
    SMTP_URL: sink.url,
    KINDLING_SECRET: 'only-for-this-bench-'.repeat(2),
    KINDLING_DATA: folder,
    KINDLING_LOG: 'warn',
  }
  const kindling = node('worker/main.ts')
  const workers = {
    plain: run(node('bench/plain/worker.ts', server.address), join(folder, 'plain.log'), 'SIGKILL'),
    kindling: run(
      { ...kindling, options: { ...kindling.options, env } },
      join(folder, 'worker.log'),
      'SIGKILL',
    ),
  }
  const connection = await Connection.connect({ address: server.address })
  whenOver(() => connection.close())
  return { client: new Client({ connection }), store, server, database, workers, taken: sink.taken }
}

/** Mail of `alone` counts as sent the moment it is queued, so that the lane has nothing to do. */
async function settleAlone(store: Store): Promise<void> {
  await sql`create function alone() returns trigger language plpgsql as $$ begin
    if new.template like 'alone/%' then new.status := 'sent'; new.left_at := new.queued_at; end if;
    return new; end $$`.execute(store.db)
  await sql`create trigger alone before insert on messages for each row execute function alone()`.execute(
    store.db,
  )
}

let rounds = 0

/** Starts the journeys of one round and waits until their workflows are over. Returns the ids of those. */
async function play(on: Ground, way: Way, many: number): Promise<string[]> {
  const round = ++rounds
  const names = Array.from({ length: many }, (_, n) => `${round}-${n}`)
  const ids = way === 'plain' ? await startPlain(on, names) : await startOurs(on, way, names)
  await until(async () => (await over(on, way, round)) >= many, {
    ms: 120_000,
    every: 500,
    what: `${many} journeys (${way}) to end`,
  })
  const last = on.client.workflow.getHandle(ids.at(-1) ?? '')
  await until(async () => (await last.describe()).status.name === 'COMPLETED', {
    every: 500,
    what: 'the last workflow to end',
  })
  return ids
}

async function startPlain({ client }: Ground, names: string[]): Promise<string[]> {
  const ids = names.map((name) => `plain/${name}`)
  await inTens(ids, (workflowId) =>
    client.workflow.start('plain', {
      workflowId,
      taskQueue: 'plain',
      args: [{ id: workflowId, sleepMs: SLEEP_MS }],
    }),
  )
  return ids
}

async function startOurs({ store }: Ground, way: Way, names: string[]): Promise<string[]> {
  await inTens(names, (name) =>
    acceptFacts(store, [{ type: `${way}.began`, lead: { email: `lead-${name}@mail.example` } }]),
  )
  const rows = await sql<{ id: string }>`select j.id from journeys j join leads l on l.id = j.lead_id
    where l.email like ${`lead-${names[0]?.split('-')[0]}-%`}`.execute(store.db)
  return rows.rows.map((row) => `journey/${row.id}`)
}

async function inTens(names: string[], work: (name: string) => Promise<unknown>): Promise<void> {
  const left = [...names]
  const hand = async () => {
    for (let name = left.shift(); name; name = left.shift()) await work(name)
  }
  await Promise.all(Array.from({ length: 10 }, hand))
}

// Temporal's list is behind by up to a second, the same for both.
async function over({ client, store }: Ground, way: Way, round: number): Promise<number> {
  if (way === 'plain') {
    return (
      await client.workflow.count(
        `WorkflowId STARTS_WITH 'plain/${round}-' AND ExecutionStatus = 'Completed'`,
      )
    ).count
  }
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from journeys j join leads l on l.id = j.lead_id
    where j.status = 'done' and l.email like ${`lead-${round}-%`}`.execute(store.db)
  return rows[0]?.n ?? 0
}

async function measured(on: Ground, way: Way): Promise<{ cost: Cost; ids: string[] }> {
  const pids = {
    server: on.server.pid,
    worker: way === 'plain' ? on.workers.plain : on.workers.kindling,
    postgres: on.database.pid,
  }
  const read = () => ({
    server: cpuMs(pids.server),
    worker: cpuMs(pids.worker),
    postgres: cpuMs(pids.postgres),
    starter: process.cpuUsage(),
  })
  const before = read()
  const ids = await play(on, way, JOURNEYS)
  const after = read()
  const starter = after.starter.user + after.starter.system - before.starter.user - before.starter.system
  const each = (part: 'server' | 'worker' | 'postgres') => (after[part] - before[part]) / JOURNEYS
  return {
    ids,
    // The plain workflow has no database: what Postgres does meanwhile is not its.
    cost: {
      server: each('server'),
      worker: each('worker'),
      postgres: way === 'plain' ? 0 : each('postgres'),
      starter: starter / 1000 / JOURNEYS,
    },
  }
}

interface Size {
  events: number
  transitions: number
  bytes: number
}

async function sizes({ client }: Ground, ids: string[]): Promise<Size> {
  const all = await Promise.all(
    ids.slice(0, 40).map(async (id) => {
      const { raw } = await client.workflow.getHandle(id).describe()
      const info = raw.workflowExecutionInfo
      return {
        events: Number(info?.historyLength ?? 0),
        transitions: Number(info?.stateTransitionCount ?? 0),
        bytes: Number(info?.historySizeBytes ?? 0),
      }
    }),
  )
  return {
    events: median(all.map((one) => one.events)),
    transitions: median(all.map((one) => one.transitions)),
    bytes: median(all.map((one) => one.bytes)),
  }
}

const sum = ({ server, worker, postgres: database }: Cost): number => server + worker + database

async function compare(): Promise<Report> {
  const on = await ground()
  const costs: Record<Way, Cost[]> = { plain: [], alone: [], mailed: [] }
  const found: Partial<Record<Way, Size>> = {}
  const order: Way[] = ['plain', 'alone', 'mailed']
  for (const way of order) for (const many of [1, WARM_UP]) await play(on, way, many)
  for (let round = 1; round <= ROUNDS; round++) {
    for (const way of round % 2 === 1 ? order : [...order].reverse()) {
      process.stderr.write(`journey: round ${round} of ${ROUNDS}, ${way}\n`)
      const { cost, ids } = await measured(on, way)
      costs[way].push(cost)
      found[way] ??= await sizes(on, ids)
    }
  }
  return reportOf(costs, found as Record<Way, Size>, await storedBytes(on))
}

/** Bytes in Postgres, indexes included, for one journey with its lead, facts, mails and journal lines. */
async function storedBytes({ store }: Ground): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select (select sum(pg_total_relation_size(c.oid)) from pg_class c
      where c.relkind in ('r', 'm') and c.relnamespace = 'public'::regnamespace)
      / (select count(*) from journeys) as bytes`.execute(store.db)
  return Math.round(Number(rows[0]?.bytes ?? 0))
}

function reportOf(costs: Record<Way, Cost[]>, found: Record<Way, Size>, stored: number): Report {
  const { alone, mailed, plain } = costs
  const ratios = alone.map((cost, n) => sum(cost) / sum(plain[n] ?? cost))
  const ratio = median(ratios)
  const part = (name: keyof Cost, text: string) => ({
    what: `CPU ms, ${text}`,
    ours: spread(alone.map((cost) => cost[name])),
    beside: spread(plain.map((cost) => cost[name])),
    target: null,
  })
  const size = (what: keyof Size, text: string, most: number) => ({
    what: text,
    ours: String(found.alone[what]),
    beside: String(found.plain[what]),
    target: { text: `at most ${most}`, met: found.alone[what] <= most },
  })
  return {
    title: `A journey with three mails in Temporal: ${ROUNDS} rounds of ${JOURNEYS}, median (least to most), per journey`,
    beside: 'plain workflow',
    lines: [
      size('events', 'history events', 13),
      size('transitions', 'state transitions', 7),
      size('bytes', 'history bytes', 2560),
      part('server', 'Temporal'),
      part('worker', 'worker'),
      part('postgres', 'Postgres'),
      {
        what: 'CPU ms, all three',
        ours: spread(alone.map(sum)),
        beside: spread(plain.map(sum)),
        target: { text: `ratio ${spread(ratios)}, at most 1`, met: ratio <= 1 },
      },
      part('starter', 'whoever starts it'),
      { what: 'CPU ms, with mail sent', ours: spread(mailed.map(sum)), beside: '', target: null },
      { what: 'bytes in Postgres', ours: String(stored), beside: '', target: null },
    ],
    notes: [
      'Ours: a fact makes the lead and enrols it, three ledger rows, journal lines, two waits, all in Postgres; the lane is',
      'left out by counting mail as sent when it is queued. "With mail sent": the same with claim, render and SMTP.',
      'Plain: sleep, an activity that does nothing, three times. Both sleep as long; both workers have the same limits.',
    ],
  }
}

/** Design.md, Speed, first row. */
export const journey: Row = { name: 'journey', run: compare }
