import type { Cast } from './cast.ts'
import { type Told, textOf, word } from './told.ts'

/** One entry of a lead's story as the system gives it; `at` in epoch ms. */
export interface Entry {
  at: number
  kind: string
  data: Readonly<Record<string, unknown>>
}

/**
 * What a system's own story of one person says, as lines: the decisions of journeys, what became of their mail, tasks that
 * were joined, audiences. `slack`: mail that left within so many ms of when it was sent is no line of its own.
 */
export function toldOf(
  entries: readonly Entry[],
  { ids }: Cast,
  { who, slack }: { who: string; slack: number },
): Told[] {
  const nameOf = (id: unknown) => Object.keys(ids).find((name) => ids[name] === id) ?? String(id)
  const sequences = new Map(
    entries.flatMap(({ data: { sequence, journey } }) =>
      typeof sequence === 'string' && typeof journey === 'string' ? [[journey, sequence] as const] : [],
    ),
  )
  const sequenceOf = ({ data }: Entry): string => {
    const journey = data.journey ?? (data.props as Record<string, unknown> | undefined)?.journey
    return word(data.sequence ?? sequences.get(word(journey)) ?? '')
  }
  return entries.flatMap((entry) => {
    const text = lineOf(entry, { nameOf, slack })
    return text === null ? [] : [{ at: entry.at, who, sequence: sequenceOf(entry), text }]
  })
}

function lineOf(
  { at, kind, data }: Entry,
  { nameOf, slack }: { nameOf: (id: unknown) => string; slack: number },
): string | null {
  switch (kind) {
    case 'decision':
      return textOf(word(data.what), endedBy(data), nameOf)
    case 'task':
      return data.what === 'joined' ? `joined ${word(data.name)}` : null
    case 'mail': {
      if (data.source !== 'journey') return null
      if (data.status !== 'sent')
        return `cancelled ${word(data.template)}: ${word(data.reason ?? data.status)}`
      return at - Date.parse(word(data.queuedAt)) < slack ? null : `left ${word(data.template)}`
    }
    case 'fact':
      return audienceText(data)
    default:
      return null
  }
}

const endedBy = (data: Entry['data']): Record<string, unknown> =>
  data.what === 'ended' ? { reason: data.reason ?? data.by } : data

const AUDIENCES: Record<string, string> = { 'audience.joined': 'into', 'audience.left': 'out of' }

function audienceText({ type, props }: Entry['data']): string | null {
  const into = AUDIENCES[word(type)]
  return into ? `${into} ${word((props as Record<string, unknown>).audience)}` : null
}
