import { loadMarketing } from '../../cli/marketing-files.ts'
import { projectFolder } from '../../cli/project-folder.ts'
import { check } from '../../core/plan/check.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { type ScriptFact, simulate } from '../../core/simulate/simulate.ts'
import { median, type Report, type Row, spread } from '../report.ts'

const ROUNDS = 7
const SEQUENCES = 100
const LEADS = 10
const MOST_MS = 200
const DAY_MS = 86_400_000
const START = Date.UTC(2026, 11, 1, 10)

/** CPU, not the clock: others may use the machine. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const rounds = (work: () => void): number[] => {
  cpuMs(work)
  return Array.from({ length: ROUNDS }, () => cpuMs(work))
}

const after = (days: number, type: string, props: Record<string, unknown>): ScriptFact => ({
  at: START + days * DAY_MS,
  type,
  props,
})

/** A lead for whom much happens: several of the example's sequences run, some of them for months. */
const SCRIPT = [
  after(0, 'form.submitted', { form: 'document', interest: 'presses' }),
  after(1, 'form.submitted', { form: 'tender', enquiry: 'E1', deadline: '2026-12-15T12:00:00Z' }),
  after(2, 'event.invited', {
    event: 'W1',
    startsAt: '2026-12-22T11:00:00Z',
    endsAt: '2026-12-22T12:00:00Z',
  }),
  after(4, 'event.registered', { event: 'W1' }),
  after(10, 'page.viewed', { page: '/prices' }),
  after(21, 'event.attended', { event: 'W1', minutes: 55 }),
  ...[40, 71, 101].map((days) => after(days, 'order.placed', { order: `O${days}` })),
  after(30, 'contract.signed', { contract: 'C1', endsAt: '2027-09-01' }),
]

// The example's own sequences over and over, each time under other names, so that there is as much to look up.
const hundred = (plans: readonly Plan[]): Plan[] =>
  Array.from({ length: SEQUENCES }, (_, n) => {
    const plan = plans[n % plans.length] as Plan
    return n < plans.length ? plan : { ...plan, sequence: `${plan.sequence} ${n}` }
  })

async function measure(): Promise<Report> {
  const { marketing, faults } = await loadMarketing(projectFolder)
  if (!marketing || faults.length > 0) throw new Error('the example has faults: kindling check names them')
  const known = { ...marketing, templates: marketing.compiledTemplates.map((one) => one.name) }
  const templateKinds = Object.fromEntries(marketing.compiledTemplates.map((one) => [one.name, one]))
  const plans = hundred(marketing.plans)
  const checks = rounds(() => void check(plans, known))
  let lines = 0
  const play = () => {
    const values = { 'lead.interest': ['presses'], 'lead.role': 'user' }
    const lead = { id: 'lead', zone: 'Europe/Berlin', country: 'DE', owner: 'anna', values }
    const until = START + 365 * DAY_MS
    lines = simulate({ ...marketing, templateKinds, lead, script: SCRIPT, until }).length
  }
  const years = rounds(() => {
    for (let lead = 0; lead < LEADS; lead++) play()
  }).map((ms) => ms / LEADS)
  return {
    title: `The language without a server: ${ROUNDS} rounds, median (least to most)`,
    beside: '',
    lines: [
      {
        what: `check of ${SEQUENCES} sequences, CPU ms`,
        ours: spread(checks, 1),
        beside: '',
        target: { text: `at most ${MOST_MS} ms`, met: median(checks) <= MOST_MS },
      },
      {
        what: `simulate, a lead and a year through ${marketing.plans.length} sequences, CPU ms`,
        ours: spread(years, 1),
        beside: `${lines} lines of story`,
        target: null,
      },
    ],
    notes: ['Both are pure: reading the files and compiling the templates is not in it.'],
  }
}

/** Speed of `kindling check` and `kindling simulate`. */
export const language: Row = { name: 'language', run: measure }
