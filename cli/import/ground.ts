import { z } from 'zod'

/** On what ground leads of a file may be mailed: the words they agreed to, and where. */
export interface Ground {
  purpose: 'marketing' | 'dealers' | 'data'
  topic?: string
  text: string
  source: string
  /** ISO instant of the consent; absent: the row's own, else the moment of the import. */
  at?: string
}

const seen = z.object({
  consents: z.array(
    z.object({
      purpose: z.string(),
      topic: z.string().nullable(),
      given: z.boolean(),
      at: z.string(),
      source: z.string(),
      text: z.string(),
    }),
  ),
})

/** What to do about a lead's consent: add it, leave it as recorded before, or leave the lead's own no in force. */
export type Verdict = 'add' | 'there' | 'said no'

/** `page`: the lead as the API shows it. A no that a person said is never undone by a file. */
export function judge(ground: Ground, page: unknown): Verdict {
  const { consents } = seen.parse(page)
  const mine = consents.filter(
    (one) => one.purpose === ground.purpose && one.topic === (ground.topic ?? null),
  )
  if (mine.some((one) => one.given && one.text === ground.text && one.source === ground.source))
    return 'there'
  const newest = consents
    .filter(
      (one) => one.purpose === ground.purpose && (one.topic === null || one.topic === (ground.topic ?? null)),
    )
    // Of two at one instant the no counts.
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || Number(a.given) - Number(b.given))[0]
  return newest && !newest.given ? 'said no' : 'add'
}

/** An instant from a cell or an option: ISO date or instant, or `03.02.2026` as Russian tables have it; null if it is none. */
export function instantOf(text: string): string | null {
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text.trim())
  const iso = dotted
    ? `${dotted[3]}-${dotted[2]?.padStart(2, '0')}-${dotted[1]?.padStart(2, '0')}`
    : text.trim()
  const ms = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00Z` : iso)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}
