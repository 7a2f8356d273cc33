import {
  anyone,
  around,
  atLeast,
  before,
  type Condition,
  did,
  fact,
  heat,
  next,
  on,
  overdue,
  repeat,
  ref,
  send,
  type SequenceTree,
  type Step,
  sequence,
  wait,
} from 'kindling'
import { advance } from '../../core/advance/advance.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { journeyView } from '../../store/journeys/view.ts'
import { inMoment } from '../../store/moment.ts'
import { needsIn } from '../../store/needs.ts'
import { openStore } from '../../store/open.ts'
import { readPlan } from '../../store/releases.ts'
import type { Store } from '../../store/store.ts'
import { lockLead } from '../../store/transact.ts'
import { cpuMs } from '../ground/cpu.ts'
import { whenOver } from '../ground/ending.ts'
import { folderForBench, postgres } from '../ground/servers.ts'
import { publishTrees } from '../marketing.ts'
import { type Report, type Row, spread } from '../report.ts'

const ROUNDS = 5
const JOURNEYS = 60
/** Persons of each company: as many colleagues `anyone` looks at. */
const COLLEAGUES = 10
const PURE_TURNS = 2000

const deadline = ref<Date>('enquiry.deadline')
const half = (until: Condition): Step => wait('180 days', { until })

/** One sequence for each kind of wait: the journey comes to it in its first turn and sleeps there. */
const WAITS: { name: string; what: string; step: Step; per?: 'enquiry' }[] = [
  { name: 'length', what: 'a length of time', step: wait('180 days') },
  { name: 'weekday', what: 'a weekday and hour', step: wait('tue 10:00') },
  {
    name: 'date',
    what: 'before a date of its thing',
    step: wait(before(deadline, '3 days')),
    per: 'enquiry',
  },
  {
    name: 'around',
    what: 'around a date, four times',
    step: around(deadline, { '-9 days': [], '-5 days': [], '-3 days': [], '+5 workdays': [] }),
    per: 'enquiry',
  },
  {
    name: 'repeat',
    what: 'the next pass of a repeat',
    step: repeat({ every: '1 month', times: 12 }, [send(next('know-how'))]),
  },
  { name: 'fact', what: 'until a fact', step: half(did('document.opened')) },
  {
    name: 'count',
    what: 'until the fifth within 30 days',
    step: half(did('document.opened', { times: atLeast(5), within: '30 days' })),
  },
  { name: 'heat', what: 'until heat', step: half(heat.atLeast(60)) },
  { name: 'rhythm', what: 'until overdue, of 20 orders', step: half(overdue('order.placed', { by: 3 })) },
  {
    name: 'anyone',
    what: `until one of ${COLLEAGUES} colleagues`,
    step: half(anyone(did('document.opened'))),
  },
]

const treeOf = ({ name, step, per }: (typeof WAITS)[number]): SequenceTree =>
  sequence(name, { enter: on(fact('page.viewed', { page: name }), per && { per }), topic: 'know-how' }, [
    step,
  ])

/** Journeys that sleep in every kind of wait, each with its own lead of a company of ten. */
async function asleep(store: Store): Promise<void> {
  await publishTrees(store, WAITS.map(treeOf), ['bench/track'], {
    things: { enquiry: ['deadline'] },
    tracks: { 'know-how': [{ template: 'bench/track' }] },
    facts: {
      'page.viewed': { about: 'lead' },
      'document.opened': { about: 'lead' },
      'order.placed': { about: 'account' },
    },
  })
  const now = await store.clock.now(store.db)
  const day = 86_400_000
  const companies = Array.from({ length: JOURNEYS / COLLEAGUES }, (_, n) => `company-${n}.example`)
  for (const domain of companies) {
    const orders = Array.from({ length: 20 }, (_, n) => ({
      type: 'order.placed',
      at: now - (n + 1) * 10 * day,
      account: { domain },
      props: { order: `${domain}-${n}` },
    }))
    await acceptFacts(store, orders)
  }
  for (const { name } of WAITS) {
    for (let n = 0; n < JOURNEYS; n++) {
      const [domain = '', enquiry] = [companies[n % companies.length], `${name}-${n}`]
      const props = { page: name, enquiry, deadline: new Date(now + 20 * day).toISOString() }
      await acceptFacts(store, [
        { type: 'page.viewed', lead: { email: `lead-${n}@${domain}` }, account: { domain }, props },
      ])
    }
  }
}

/** The rules alone, over the view that the store reads for this journey; µs of CPU a turn. */
async function pureMicros(store: Store, row: { id: string; lead_id: string }): Promise<number> {
  return inMoment(
    store,
    (tx) => lockLead(tx, row.lead_id),
    async (m, lead) => {
      const journey = await m.tx
        .selectFrom('journeys')
        .selectAll()
        .where('id', '=', row.id)
        .executeTakeFirstOrThrow()
      const plan = await readPlan(m.tx, journey.plan_hash)
      const view = await journeyView(m, lead, journey, needsIn(m.release, plan))
      const run = () => {
        const from = process.cpuUsage()
        for (let n = 0; n < PURE_TURNS; n++) advance(plan, journey.position, view)
        const { user, system } = process.cpuUsage(from)
        return (user + system) / PURE_TURNS
      }
      run()
      return run()
    },
  )
}

async function measure(): Promise<Report> {
  const database = await postgres(await folderForBench())
  const { store, close } = await openStore({
    url: database.address,
    waker: { wake: async () => {} },
    time: { scale: 1, start: Date.parse('2026-12-02T09:00:00Z') },
    connections: 5,
  })
  whenOver(close)
  await asleep(store)
  const lines = []
  for (const { name, what } of WAITS) {
    const rows = await store.db
      .selectFrom('journeys')
      .select(['id', 'lead_id'])
      .where('sequence', '=', name)
      .where('status', '=', 'running')
      .execute()
    if (rows.length < JOURNEYS) throw new Error(`${name}: ${rows.length} of ${JOURNEYS} journeys sleep`)
    const all = async () => {
      for (const row of rows) await journeyTurn(store, row.id)
    }
    await all()
    const costs: number[] = []
    const cpu = () => cpuMs(database.pid) + (process.cpuUsage().user + process.cpuUsage().system) / 1000
    for (let round = 1; round <= ROUNDS; round++) {
      const from = cpu()
      await all()
      costs.push((cpu() - from) / rows.length)
    }
    const [first] = rows
    const pure = first ? await pureMicros(store, first) : Number.NaN
    lines.push({ what, ours: spread(costs), beside: `${pure.toFixed(0)} µs`, target: null })
  }
  return {
    title: `A turn that wakes and goes back to sleep, CPU ms: ${ROUNDS} rounds of ${JOURNEYS}, median (least to most)`,
    beside: 'the rules alone',
    lines,
    notes: [
      'Ours: worker and Postgres, the whole transaction with its locks and all that the rules look at; no Temporal.',
      'The rules alone: `advance` over that view, pure.',
    ],
  }
}

/** Cost of a turn by the kind of wait that the journey sleeps in. */
export const turns: Row = { name: 'turns', run: measure }
