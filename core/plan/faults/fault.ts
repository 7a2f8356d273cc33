import { nearestName } from '../../facts/nearest.ts'
import type { Condition } from '../../language/conditions.ts'
import type { TrackItem } from '../../language/tracks.ts'
import type { FactKind } from '../../release/release.ts'

/** Something wrong in marketing, with the place as its author knows it: `document › 1.else.1`. */
export interface Fault {
  path: string
  message: string
  hint?: string
  /** What stands at that place, in the words of the language. */
  words?: string
}

/** All that plans may name; the settings of a release have this form already. */
export interface Known {
  /** Names of templates, without their languages. */
  templates: readonly string[]
  topics: Readonly<Record<string, unknown>>
  forms: Readonly<Record<string, unknown>>
  routing: Readonly<Record<string, unknown>>
  hours: Readonly<Record<string, unknown>>
  facts: Readonly<Record<string, FactKind>>
  /** Names of fields, without `lead.` and `account.`. */
  fields: { lead: readonly string[]; account: readonly string[] }
  /** Kinds of things with the names of their fields. */
  things: Readonly<Record<string, readonly string[]>>
  segments?: Readonly<Record<string, Condition>>
  tracks?: Readonly<Record<string, readonly TrackItem[]>>
  audiences?: readonly string[]
}

/** The fault of a name that nobody declared, with the nearest one that somebody did. None if it is known. */
export function unknownName(path: string, what: string, name: string, names: readonly string[]): Fault[] {
  if (names.includes(name)) return []
  const nearest = nearestName(name, names)
  return [
    {
      path,
      message: `no ${what} is called '${name}'`,
      ...(nearest !== null && { hint: `did you mean '${nearest}'?` }),
    },
  ]
}
