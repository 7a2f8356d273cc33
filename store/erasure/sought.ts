import type { Marks } from '../../core/erasure/marks.ts'

/** What an erasure still looks for. Kept while it runs, and nowhere after. */
export interface Sought {
  marks: Marks
  /** Companies that the person was of. */
  accounts: string[]
  /** Things that the person spoke of, `enquiry:E1`. */
  things: string[]
}
