/** Who works on our side in every story: Petrov owns the company, Karpova is his head. */
export const SELLERS = ['petrov', 'karpova'] as const

/** A person of the company that a story is about. */
export interface StoryPerson {
  role?: 'user' | 'decider' | 'influencer'
  interest?: readonly ('presses' | 'saws')[]
}

/**
 * One thing that happens. A text `@anna` in the props is that person, `@petrov` that seller, as the system knows them.
 * `of`: whose fact it is, the first person's by default; a fact of the company or of a thing has nobody.
 */
export interface StoryFact {
  /** `2026-12-01 10:00`, in UTC like everything in a story. */
  at: string
  type: string
  of?: string
  props?: Readonly<Record<string, unknown>>
}

/** What one company lives through, as data: it can be told by the rules alone, in skipped time, and by hand. */
export interface Story {
  /** A sentence. */
  name: string
  /** The sequence whose lines `expected` are. */
  sequence: string
  people: Readonly<Record<string, StoryPerson>>
  /** The first person by default. */
  mainContact?: string
  facts: readonly StoryFact[]
  until: string
  expected: readonly string[]
  /** For the telling by hand: from when, and to when, this story is told; facts before it are told as past. */
  byHand?: { from: string; until: string }
}

/** Epoch ms of `2026-12-01 10:00`. */
export const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}:00Z`)

/** `2026-12-01 10:00` of epoch ms, to the nearest minute. */
export const minute = (ms: number): string =>
  new Date(Math.floor(ms / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ')

/** Puts in for `@anna` what the system knows that person or seller by. */
export const named = (
  props: StoryFact['props'],
  ids: Readonly<Record<string, string>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(props ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' && value.startsWith('@') ? (ids[value.slice(1)] ?? value) : value,
    ]),
  )

const DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/
const DAY = 86_400_000

const later = (value: unknown, days: number): unknown => {
  if (typeof value !== 'string' || !DATE.test(value)) return value
  const moved = new Date(Date.parse(value) + days * DAY).toISOString()
  return value.includes('T') ? moved : moved.slice(0, 10)
}

/** The same story so many days later, dates in what is said too. */
export function shifted(story: Story, days: number): Story {
  const moved = (text: string) => minute(at(text) + days * DAY)
  return {
    ...story,
    until: moved(story.until),
    facts: story.facts.map(({ props, ...fact }) => ({
      ...fact,
      at: moved(fact.at),
      props: Object.fromEntries(
        Object.entries(props ?? {}).map(([name, value]) => [name, later(value, days)]),
      ),
    })),
    ...(story.byHand && { byHand: { from: moved(story.byHand.from), until: moved(story.byHand.until) } }),
  }
}
