import { minute, type Story } from './story.ts'

/** One line of a story as told, by whichever way: whose it is, of which sequence, what. */
export interface Told {
  at: number
  who: string
  sequence: string
  text: string
}

/** A value as a word of a line. */
export const word = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

/** What a decision of a journey is in a story; null for what is no line of it. */
export function textOf(
  what: string,
  values: Readonly<Record<string, unknown>>,
  nameOf: (id: unknown) => string,
): string | null {
  const words = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, word(value)]))
  const { template, to, task, due, handOff, set, record, enrol, why, reason, arm, audience } = words
  const toWhom = to === undefined || to === 'null' ? '' : ` to ${nameOf(to)}`
  switch (what) {
    case 'entered':
      return 'entered'
    case 'not entered':
      return `not entered: ${why ?? reason}`
    case 'sent':
      return `sent ${template}${toWhom}`
    case 'took':
      return `took ${arm}`
    case 'skipped':
      return `skipped${template ? ` ${template}` : ''}: ${why}`
    case 'ended':
      return `ended: ${reason}`
    case 'into':
    case 'out of':
      return `${what} ${audience}`
    case 'did':
      if (task) return `task ${task}${toWhom} due ${due?.slice(0, 10)}`
      if (handOff) return `hand-off ${handOff}${toWhom}`
      if (set) return `set ${set} ${to}`
      return record ? `record ${record}` : `enrol ${enrol}`
    case 'shared':
      return `joined ${task ?? 'hand-off'}`
    case 'goal':
    case 'stop':
      return what
    default:
      return null
  }
}

const inOrder = (lines: readonly Told[]): Told[] =>
  [...lines].sort((a, b) => a.at - b.at || compare(keyOf(a), keyOf(b)))

const keyOf = ({ who, sequence, text }: Told): string => `${who} ${sequence} ${text}`
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A line as a person reads it. */
export const lineOf = ({ at, who, sequence, text }: Told): string =>
  `${minute(at)} ${who} ${sequence}: ${text}`

/** The lines of a story's own sequence as it expects them: with the person where there are several, without arms taken. */
export const expectedOf = (
  { sequence, people }: Pick<Story, 'sequence' | 'people'>,
  lines: readonly Told[],
): string[] =>
  lines
    .filter((line) => line.sequence === sequence && !line.text.startsWith('took '))
    .map(({ at, who, text }) =>
      [minute(at), ...(Object.keys(people).length > 1 ? [who] : []), text].join(' '),
    )

/** How close two tellings must be: to the minute; or the day and the order of what happens to one person in one sequence. */
export type Closeness = 'minute' | 'day'

const DAY = 86_400_000
const MINUTE = 60_000

/**
 * Where two tellings of one story differ, as lines to read; empty if they are the same. `minute`: the same lines, each
 * less than a minute apart. `day`: of each person in each sequence the same lines in the same order, each on its day.
 */
export function differences(a: readonly Told[], b: readonly Told[], closeness: Closeness): string[] {
  return closeness === 'minute' ? byMinute(a, b) : byDay(a, b)
}

function byMinute(a: readonly Told[], b: readonly Told[]): string[] {
  const left = inOrder(b)
  const missing = inOrder(a).filter((line) => {
    const n = left.findIndex((other) => keyOf(other) === keyOf(line) && Math.abs(other.at - line.at) < MINUTE)
    if (n < 0) return true
    left.splice(n, 1)
    return false
  })
  return inOrder([...missing, ...left]).map((line) => `${left.includes(line) ? '+' : '-'} ${lineOf(line)}`)
}

function byDay(a: readonly Told[], b: readonly Told[]): string[] {
  const groups = (lines: readonly Told[]) => Map.groupBy(lines, ({ who, sequence }) => `${who} ${sequence}`)
  const [one, other] = [groups(a), groups(b)]
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((key) => {
    const [left, right] = [one.get(key) ?? [], other.get(key) ?? []]
    if (sameDays(left, right)) return []
    return [...left.map((line) => `- ${lineOf(line)}`), ...right.map((line) => `+ ${lineOf(line)}`)]
  })
}

// What happens in one minute of the one telling may come in any order in the other.
function sameDays(left: readonly Told[], right: readonly Told[]): boolean {
  const day = ({ at, text }: Told) => `${Math.floor(at / DAY)} ${text}`
  const rest = [...right].sort((a, b) => a.at - b.at)
  for (const lines of Map.groupBy(left, (line) => Math.floor(line.at / MINUTE)).values()) {
    const other = rest.splice(0, lines.length).map(day).sort()
    if (lines.map(day).sort().join('\n') !== other.join('\n')) return false
  }
  return rest.length === 0
}
