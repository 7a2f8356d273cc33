import {
  type Arm,
  before,
  end,
  type Entry,
  fact,
  handOff,
  on,
  type Options,
  type SequenceTree,
  type Step,
  sequence,
  submitted,
  when,
} from 'kindling'
import { contract, deal } from '../../../marketing/things.ts'
import type { ScriptFact } from '../../../core/simulate/simulate.ts'

/** What an example needs around it to be played: who enters, and by what. */
const ENTRIES: Record<string, Entry> = {
  enquiry: on(submitted('tender'), { per: 'enquiry' }),
  event: on(fact('event.registered'), { per: 'event' }),
  deal: on(fact('deal.delivered'), { per: 'deal', who: deal.contact }),
  contract: on(before(contract.endsAt, '60 days'), { per: 'contract', who: contract.contact }),
  entry: on(fact('warming.started')),
}

const AT = Date.UTC(2026, 11, 1, 10)
const day = (n: number) => AT + n * 86_400_000

/** Every fact that starts one of the entries above, and some that move things on. */
export const SCRIPT: ScriptFact[] = [
  { at: AT, type: 'form.submitted', props: { form: 'newsletter' } },
  { at: AT, type: 'form.submitted', props: { form: 'tender', enquiry: 'E1', deadline: '2026-12-15' } },
  {
    at: AT,
    type: 'event.registered',
    props: { event: 'W1', startsAt: '2026-12-22T11:00:00Z', endsAt: '2026-12-22T12:00:00Z' },
  },
  { at: AT, type: 'deal.delivered', props: { deal: 'D1', contact: 'lead' } },
  { at: AT, type: 'contract.signed', props: { contract: 'C1', endsAt: '2027-03-01', contact: 'lead' } },
  { at: AT, type: 'warming.started', props: { by: 'anna', notBefore: '2027-01-15' } },
  { at: AT, type: 'company.changed', props: { kind: 'new management' } },
  { at: day(2), type: 'document.opened', props: { document: 'guide' } },
  { at: day(3), type: 'event.attended', props: { event: 'W1', minutes: 55 } },
  ...[40, 70, 100].map((n) => ({ at: day(n), type: 'order.placed', props: { order: `O${n}` } })),
]

const STEPS: Step[] = [end('played')]
const OPTIONS = ['enter', 'goal', 'stop', 'during']

const thingIn = (value: object): string =>
  /"(?:ref|field)":"(\w+)\./.exec(JSON.stringify(value))?.[1] ?? 'none'

// What `done` reads must be there: the hand-off by this route.
function handOffs(value: object): Step[] {
  const route = /"did":"step.done","where":\{"step":"([^"]+)"/.exec(JSON.stringify(value))?.[1]
  return route === undefined ? [] : [handOff(route as 'tenders')]
}

const isStep = (value: object): value is Step => 'step' in value || ('when' in value && 'do' in value)

/**
 * A sequence `example` that uses what an example of the language gives: a step runs, a condition is asked, an entry
 * enters. Null for what stands outside of sequences (tracks, segments), and for sequences themselves, taken as they are.
 */
export function treeOf(value: object): SequenceTree | null {
  if ('sequence' in value && 'steps' in value) return value as SequenceTree
  if ('track' in value || 'segment' in value || ('template' in value && !('step' in value))) return null
  const enter = ENTRIES[thingIn(value)] ?? on(submitted('newsletter'))
  const make = (options: Partial<Options>, steps: readonly Step[]) =>
    sequence('example', { enter, topic: 'know-how', ...options }, steps)
  if ('on' in value) return make({ enter: value as Entry }, STEPS)
  if (OPTIONS.some((name) => name in value)) return make(value, STEPS)
  if (isStep(value)) return make({}, [...handOffs(value), value])
  const [ref] = [value, ...Object.values(value)].filter(
    (one) => typeof one === 'object' && one !== null && 'ref' in one,
  )
  return make({}, [when(ref ? ref.known() : (value as Arm['when']), STEPS)])
}
