import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { sql } from 'kysely'
import { on, send, sequence, wait } from 'kindling'
import { createTransport } from 'nodemailer'
import { keyRing } from '../../mail/dkim/keys.ts'
import { type LaneDeps, drainLane } from '../../mail/drain.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { instant } from '../../store/database.ts'
import { openStore } from '../../store/open.ts'
import { newestRelease } from '../../store/releases.ts'
import type { Store } from '../../store/store.ts'
import { freePort } from '../../test/harness/ports.ts'
import { until } from '../../test/harness/until.ts'
import { cpuMs } from '../ground/cpu.ts'
import { whenOver } from '../ground/ending.ts'
import { run } from '../ground/process.ts'
import { folderForBench, postgres } from '../ground/servers.ts'
import { benchTemplate, publishTrees } from '../marketing.ts'
import { median, type Report, type Row, spread } from '../report.ts'

const ROUNDS = 5
const MAILS = 4000
const CONNECTIONS = 5
const TO_REACH = 0.5
const ROOT = join(import.meta.dirname, '../..')
const SELECTOR = 'bench'
const DOMAIN = 'verstak.example'

type Way = 'pool' | 'ours' | 'signed'

/** Mails a second, and CPU ms of one: of this process, and of Postgres. */
interface Speed {
  rate: number
  here: number
  database: number
}

interface Ground {
  store: Store
  lanes: Record<'ours' | 'signed', LaneDeps>
  sink: { port: number; taken(): Promise<number> }
  databasePid: number
  /** A mail as we write it, ready to go. */
  ready: Buffer
}

async function sinkOf(folder: string): Promise<Ground['sink']> {
  const port = await freePort()
  run(
    {
      file: process.execPath,
      args: ['--no-warnings', 'bench/plain/smtp-sink.ts', String(port)],
      options: { cwd: ROOT },
    },
    join(folder, 'sink.log'),
  )
  const taken = async () => {
    const socket = connect(port, '127.0.0.1')
    socket.write('NOOP count\r\nQUIT\r\n')
    let text = ''
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1')
    })
    await once(socket, 'end')
    return Number(/^250 (\d+)\r$/m.exec(text)?.[1])
  }
  await until(() => taken().then(Number.isInteger, () => false), { what: 'the sink to answer' })
  return { port, taken }
}

async function ground(): Promise<Ground> {
  const folder = await folderForBench()
  const database = await postgres(folder)
  const { store, close } = await openStore({
    url: database.address,
    waker: { wake: async () => {} },
    time: { scale: 1, start: null },
    connections: 20,
  })
  whenOver(close)
  const tree = sequence('bench', { enter: on({ fact: 'bench.began' }), topic: 'know-how' }, [
    send('bench/mail'),
    wait('7 days'),
  ])
  await publishTrees(store, [tree], [], {
    facts: { 'bench.began': { about: 'lead' } },
    compiledTemplates: [await benchTemplate('bench/mail', 'marketing')],
    caps: [{ mails: 1, per: '1 day' }],
    senders: {
      news: { name: 'Verstak Machines', address: `news@${DOMAIN}`, dkim: { selectors: [SELECTOR] } },
    },
  })
  const sink = await sinkOf(folder)
  await sql`update lanes set per_second = 1e6, connections = ${CONNECTIONS}`.execute(store.db)
  const transport = smtpTransport(`smtp://127.0.0.1:${sink.port}`, { connections: CONNECTIONS })
  whenOver(() => transport.close())
  const base = { publicUrl: 'https://mail.verstak.example', secret: 'only-for-this-bench-'.repeat(2) }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
  const keys = keyRing(folder, `${DOMAIN}.${SELECTOR}=${pem}`)
  return {
    store,
    lanes: {
      ours: { store, transport, config: base },
      signed: { store, transport, config: { ...base, signing: { keys, unsigned: 'refuse' } } },
    },
    sink,
    databasePid: database.pid,
    ready: await aReadyMail(store, base),
  }
}

/** One of the mails, as the lane gives it to the wire: taken from a lane whose transport only looks. */
async function aReadyMail(store: Store, config: LaneDeps['config']): Promise<Buffer> {
  await fill(store, 1)
  let seen: Buffer | null = null
  const transport: LaneDeps['transport'] = {
    connections: 1,
    async send({ bytes }) {
      seen = bytes
      return { end: 'accepted', code: 250, text: '250 ok' }
    },
    async close() {},
  }
  await drainLane({ store, transport, config }, 'default')
  if (!seen) throw new Error('the mail to look at did not leave')
  return seen
}

let filled = 0

/** Leads with consent, each in a running journey whose mail is due and which waits for a week after it. */
async function fill(store: Store, count: number): Promise<void> {
  const release = await newestRelease(store.db)
  const plan = release.plans[0]?.hash
  const now = instant(await store.clock.now(store.db))
  const [from, to] = [filled, filled + count - 1]
  filled += count
  await sql`with made as (
      insert into leads (email, name, title, category, created_at, updated_at)
      select 'lead-' || n || '@mail.example', 'Анна Петрова ' || n, 'Chief engineer', 'cold', ${now}, ${now}
      from generate_series(${from}::int, ${to}::int) n returning id
    ), consented as (
      insert into consents (lead_id, purpose, given, at, source, text, recorded_at)
      select id, 'marketing', true, ${now}, 'bench', 'yes', ${now} from made
    ), begun as (
      insert into journeys (sequence, plan_hash, lead_id, position, entered_at, wait_at)
      select 'bench', ${plan}, id, '{"at":[1]}', ${now}, ${now}::timestamptz + interval '7 days' from made
      returning id, lead_id
    )
    insert into messages (key, lead_id, journey_id, source, step, visit, release_id, template, template_hash, lang, kind, topic,
      sender, queued_at, due_at)
    select md5(id::text), lead_id, id, 'journey', '0', 1, ${release.id}, 'bench/mail',
      ${release.templates['bench/mail.en']}, 'en', 'marketing', 'know-how', 'news', ${now}, ${now}
    from begun`.execute(store.db)
  await sql`analyze leads, consents, journeys, messages, facts, journal, mail_events`.execute(store.db)
}

/** Sends ready bytes through nodemailer's own pool, as many at once as it has connections. */
async function pool({ sink, ready }: Ground): Promise<void> {
  const transport = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: sink.port,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: Number.POSITIVE_INFINITY,
  })
  const letters = Array.from({ length: MAILS }, (_, n) => n).values()
  const work = async () => {
    for (const n of letters)
      await transport.sendMail({
        envelope: { from: `news@${DOMAIN}`, to: [`lead-${n}@mail.example`] },
        raw: ready,
      })
  }
  await Promise.all(Array.from({ length: CONNECTIONS * 2 }, work))
  transport.close()
}

async function drained({ store, lanes }: Ground, way: 'ours' | 'signed'): Promise<void> {
  for (;;) {
    await drainLane(lanes[way], 'default')
    const { rows } = await sql<{ status: string; n: number }>`select status, count(*)::int as n from messages
      where status <> 'sent' group by 1`.execute(store.db)
    if (rows.length === 0) return
    if (rows.some((row) => !['queued', 'claimed', 'sending'].includes(row.status)))
      throw new Error(`not all mail left: ${JSON.stringify(rows)}`)
  }
}

async function measured(on: Ground, way: Way): Promise<Speed> {
  if (way !== 'pool') await fill(on.store, MAILS)
  const [before, here, database] = [await on.sink.taken(), process.cpuUsage(), cpuMs(on.databasePid)]
  const from = performance.now()
  if (way === 'pool') await pool(on)
  else await drained(on, way)
  const seconds = (performance.now() - from) / 1000
  const { user, system } = process.cpuUsage(here)
  const speed = {
    rate: MAILS / seconds,
    here: (user + system) / 1000 / MAILS,
    database: (cpuMs(on.databasePid) - database) / MAILS,
  }
  const taken = (await on.sink.taken()) - before
  if (taken !== MAILS) throw new Error(`${way}: the sink took ${taken} of ${MAILS} mails`)
  return speed
}

async function compare(): Promise<Report> {
  const on = await ground()
  const speeds: Record<Way, Speed[]> = { pool: [], ours: [], signed: [] }
  const order: Way[] = ['pool', 'ours', 'signed']
  for (const way of order) await measured(on, way)
  for (let round = 1; round <= ROUNDS; round++) {
    for (const way of round % 2 === 1 ? order : [...order].reverse()) {
      process.stderr.write(`mail: round ${round} of ${ROUNDS}, ${way}\n`)
      speeds[way].push(await measured(on, way))
    }
  }
  return reportOf(speeds, on.ready.length)
}

function reportOf(speeds: Record<Way, Speed[]>, bytes: number): Report {
  const of = (way: Way, pick: (speed: Speed) => number, digits: number) =>
    spread(speeds[way].map(pick), digits)
  const ratios = (way: Way) =>
    speeds[way].map((speed, n) => speed.rate / (speeds.pool[n]?.rate ?? Number.NaN))
  const lines = (way: 'ours' | 'signed', what: string, least: number | null) => [
    {
      what: `mails a second${what}`,
      ours: of(way, (one) => one.rate, 0),
      beside: of('pool', (one) => one.rate, 0),
      target:
        least === null
          ? null
          : { text: `ratio ${spread(ratios(way))}, at least ${least}`, met: median(ratios(way)) >= least },
    },
    {
      what: `CPU ms a mail${what}, worker`,
      ours: of(way, (one) => one.here, 3),
      beside: of('pool', (one) => one.here, 3),
      target: null,
    },
    {
      what: `CPU ms a mail${what}, Postgres`,
      ours: of(way, (one) => one.database, 3),
      beside: '',
      target: null,
    },
  ]
  return {
    title: `A lane drained to a sink: ${ROUNDS} rounds of ${MAILS} mails of ${bytes} bytes, ${CONNECTIONS} connections, median (least to most)`,
    beside: 'nodemailer pool, ready bytes',
    lines: [...lines('ours', '', TO_REACH), ...lines('signed', ', with DKIM', null)],
    notes: [
      `With DKIM (RSA 2048) the ratio is ${spread(ratios('signed'))}.`,
      'Ours: claimed with consent, cap and journey asked, filled, composed, begun, sent, settled with fact and story.',
      'Each mail is of another lead and journey. Postgres, the sink and the worker share the processors; fsync is off.',
    ],
  }
}

/** Design.md, Speed: mail drained by a lane to a sink. */
export const mail: Row = { name: 'mail', run: compare }
