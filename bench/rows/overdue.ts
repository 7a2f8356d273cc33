import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { becomes, did, mainContact, on, overdue, send, sequence, wait } from 'kindling'
import { temporalWaker } from '../../providers/temporal/waker.ts'
import { ALARMS } from '../../store/alarms.ts'
import { instant } from '../../store/database.ts'
import { openStore } from '../../store/open.ts'
import type { Store } from '../../store/store.ts'
import { freePort } from '../../test/harness/ports.ts'
import { until } from '../../test/harness/until.ts'
import { whenOver } from '../ground/ending.ts'
import { answerTimes } from '../ground/form-visitors.ts'
import { mailSink } from '../ground/mail-sink.ts'
import { run } from '../ground/process.ts'
import { folderForBench, postgres, temporal } from '../ground/servers.ts'
import { publishTrees } from '../marketing.ts'
import { percentile, type Report, type Row } from '../report.ts'

const COMPANIES = 100_000
/** Machine seconds of each measurement: with nobody overdue, and while the alarms are drained. */
const SECONDS = 30
/** Seconds that the pump works before the second measurement, so that its mail is on its way too. */
const WARM_UP_MS = 5000
/** p95 of a form's answer beside the drain, against the same with nothing to drain. */
const TO_REACH = 2
const DAY_MS = 86_400_000
const ROOT = join(import.meta.dirname, '../..')

const PLANS = [
  // As the example's: who has been silent for one and a half times its own rhythm.
  sequence(
    'win-back',
    {
      enter: on(becomes(overdue('order.placed', { by: 1.5 })), { who: mainContact(), again: 'always' }),
      topic: 'know-how',
    },
    [send('bench/silent'), wait('2 weeks')],
  ),
  sequence(
    'ask',
    { enter: on({ fact: 'form.submitted', where: { form: 'ask' } }, { again: 'always' }), topic: 'know-how' },
    [send('bench/answer'), wait('3 days', { until: did('page.viewed') })],
  ),
]

const ask = {
  title: { en: 'Ask us' },
  fields: [
    { name: 'name', kind: 'text' as const, label: { en: 'Your name' }, to: 'lead.name' },
    { name: 'email', kind: 'email' as const, label: { en: 'Email' }, required: true, to: 'lead.email' },
  ],
  consents: [{ purpose: 'data' as const, required: true, version: '1', text: { en: 'I agree.' } }],
  thanks: { en: 'Thank you.' },
}

/**
 * Companies with a main contact and three orders, 30 days apart, the last one 45 days ago: overdue, were it looked at.
 * Their alarms are those that the orders would have set, but for a year later, so that they ring when the bench says.
 */
async function seed(store: Store): Promise<void> {
  const now = await store.clock.now(store.db)
  const last = now - 45 * DAY_MS
  await sql`insert into accounts (domain, name, created_at)
    select 'c' || n || '.example', 'Company ' || n, ${instant(last)} from generate_series(1, ${COMPANIES}) n`.execute(
    store.db,
  )
  await sql`insert into leads (account_id, email, name, lang, zone, created_at, updated_at)
    select id, 'boss@' || domain, name, 'en', 'UTC', created_at, created_at from accounts`.execute(store.db)
  await sql`insert into lead_keys (kind, value, lead_id) select 'email', email, id from leads`.execute(
    store.db,
  )
  await sql`insert into facts (accepted_at, at, type, account_id, props)
    select ${instant(now)}, ${instant(last)}::timestamptz - n * interval '30 days', 'order.placed', id, '{}'
    from accounts, generate_series(0, 2) n`.execute(store.db)
  await sql`insert into alarms (subject, what, at, data)
    select 'account:' || id, 'trigger:win-back:1', ${instant(now + 365 * DAY_MS)}, '{"was": []}' from accounts`.execute(
    store.db,
  )
  await sql`analyze`.execute(store.db)
}

/** Everybody is overdue now. */
async function ringAll(store: Store): Promise<void> {
  const now = await store.clock.now(store.db)
  await sql`update alarms set at = ${instant(now)}`.execute(store.db)
}

async function entered(store: Store): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*) as n from journeys where sequence = 'win-back'`.execute(store.db)
  return Number(rows[0]?.n ?? 0)
}

async function measure(): Promise<Report> {
  const folder = await folderForBench()
  const [server, database, sink] = [await temporal(folder), await postgres(folder), await mailSink()]
  const waker = temporalWaker({ address: server.address })
  const { store, close } = await openStore({
    url: database.address,
    waker,
    time: { scale: 1, start: Date.parse('2026-12-02T09:00:00Z') },
    connections: 5,
  })
  whenOver(async () => {
    await close()
    await waker.close()
  })
  await publishTrees(store, PLANS, ['bench/silent', 'bench/answer'], {
    forms: { ask },
    facts: { 'page.viewed': { about: 'lead' }, 'order.placed': { about: 'account' } },
  })
  const port = await freePort()
  const env = {
    ...process.env,
    PORT: String(port),
    DATABASE_URL: database.address,
    TEMPORAL_ADDRESS: server.address,
    SMTP_URL: sink.url,
    KINDLING_SECRET: 'only-for-this-bench-'.repeat(2),
    KINDLING_DATA: folder,
    KINDLING_LOG: 'warn',
  }
  const node = (file: string) => ({
    file: process.execPath,
    args: ['--no-warnings', file],
    options: { cwd: ROOT, env },
  })
  // Killed, because it would first end the slice of the drain that it is in.
  run(node('worker/main.ts'), join(folder, 'worker.log'), 'SIGKILL')
  run(node('api/main.ts'), join(folder, 'api.log'))
  const form = `http://127.0.0.1:${port}/f/ask`
  await until(async () => (await fetch(form)).ok, { what: 'the API to answer' })
  process.stderr.write(`overdue: ${COMPANIES} companies\n`)
  await seed(store)
  await answerTimes(form, 5)
  process.stderr.write('overdue: nobody is\n')
  const idle = await answerTimes(form, SECONDS)
  process.stderr.write('overdue: everybody is\n')
  await ringAll(store)
  await waker.wake({ id: ALARMS, type: 'alarms' })
  await until(() => entered(store), { what: 'the first company to enter' })
  await pause(WARM_UP_MS)
  const [before, from] = [await entered(store), performance.now()]
  const busy = await answerTimes(form, SECONDS)
  const [after, seconds] = [await entered(store), (performance.now() - from) / 1000]
  if (after === COMPANIES)
    throw new Error('all had entered before the forms were answered: nothing was measured')
  return reportOf(idle, busy, { perSecond: (after - before) / seconds, mails: sink.taken() })
}

function reportOf(idle: number[], busy: number[], drain: { perSecond: number; mails: number }): Report {
  const ratio = percentile(busy, 95) / percentile(idle, 95)
  const ms = (times: number[], n: number) => percentile(times, n).toFixed(1)
  const line = (n: number) => ({
    what: `a form's answer, ms, p${n}`,
    ours: ms(busy, n),
    beside: ms(idle, n),
    target:
      n === 95 ? { text: `ratio ${ratio.toFixed(2)}, at most ${TO_REACH}`, met: ratio <= TO_REACH } : null,
  })
  return {
    title: `${COMPANIES.toLocaleString('en')} companies overdue at one instant, ${busy.length} forms meanwhile`,
    beside: 'nobody overdue',
    lines: [
      line(50),
      line(95),
      {
        what: 'companies entered a second',
        ours: drain.perSecond.toFixed(0),
        beside: `all in ${(COMPANIES / drain.perSecond / 60).toFixed(0)} min`,
        target: null,
      },
      { what: 'mails that left meanwhile', ours: String(drain.mails), beside: '', target: null },
    ],
    notes: [
      'Each company: the alarm rings, the rhythm of its orders is asked, its main contact enters, a mail is queued, a',
      'workflow starts. Worker, API, Temporal, Postgres, the mail sink and the visitors share one machine. The drain is',
      'measured while the forms are answered, and not waited for.',
    ],
  }
}

/** Many leads overdue at one instant, drained by the pump of the alarms beside the forms. */
export const overdueAtOnce: Row = { name: 'overdue', run: measure }
