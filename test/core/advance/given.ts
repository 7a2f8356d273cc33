import { messageKey } from '../../../core/hash.ts'
import { advance } from '../../../core/advance/advance.ts'
import type { Turn } from '../../../core/advance/effects.ts'
import { type Position, startPosition } from '../../../core/advance/position.ts'
import type { SeenFact, View } from '../../../core/advance/view.ts'
import type { Scoring } from '../../../core/release/release.ts'
import type { Plan } from '../../../core/plan/plan.ts'

/** An instant of December 2026 and later, UTC, as epoch ms: `at('2026-12-01 10:00')`. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`)

export const start = at('2026-12-01 10:00')

export const scoring: Scoring = {
  fit: [],
  groups: { mail: { halfLife: '30 days', limit: 100 }, site: { halfLife: '10 days', limit: 100 } },
  rules: [{ fact: 'call.requested', group: 'mail', points: 80 }],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}

/** A lead in London's winter, owned by Petrov, whose head is Ivanova. */
export function aView(
  over: Partial<Omit<View, 'journey' | 'lead'>> & {
    journey?: Partial<View['journey']>
    lead?: Partial<View['lead']>
  } = {},
): View {
  const seller = (id: string, head: string | null, zone: string) => ({
    id,
    name: id,
    zone,
    country: null,
    head,
  })
  return {
    now: start,
    values: {},
    scoring,
    facts: [],
    mails: {},
    sellers: {
      petrov: seller('petrov', 'ivanova', 'Asia/Vladivostok'),
      ivanova: seller('ivanova', null, 'UTC'),
    },
    ...over,
    journey: { id: 'J', enteredAt: start, thing: null, entry: {}, ...over.journey },
    lead: { id: 'L', zone: 'UTC', country: null, owner: 'petrov', fit: 0, score: {}, ...over.lead },
  }
}

let lastId = 0

/** A fact of the lead. */
export const aFact = (
  type: string,
  when: number,
  props: Record<string, unknown> = {},
  over: Partial<SeenFact> = {},
): SeenFact => ({
  id: ++lastId,
  type,
  at: when,
  props,
  lead: 'L',
  things: [],
  ...over,
})

/** A turn that moved. */
export type Moved = Extract<Turn, { idle: false }>

/** The turn, which must have moved. */
export function moved(turn: Turn): Moved {
  if (turn.idle) throw new Error(`idle: ${turn.details}`)
  return turn
}

/** The first turn of a journey through the plan. */
export const begin = (plan: Plan, view: View = aView()): Moved => moved(advance(plan, startPosition(), view))

/** The turn after one that fell asleep. */
export const next = (plan: Plan, { position }: { position: Position }, view: View): Turn =>
  advance(plan, position, view)

/** Templates that the turn sends to the lead. */
export const sent = (turn: Turn): string[] =>
  turn.idle
    ? []
    : turn.effects.flatMap((effect) => (effect.do === 'send' && effect.to === null ? [effect.template] : []))

/** What the turn does, by kind. */
export const doings = (turn: Turn): string[] => (turn.idle ? [] : turn.effects.map((effect) => effect.do))

/** The ledger key of the first mail of a step. */
export const keyOf = (step: string): string => messageKey('J', step, 1)
