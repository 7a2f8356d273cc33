import { noteMailEvents } from '../../store/mail-events.ts'
import { inMoment } from '../../store/moment.ts'
import type { Store } from '../../store/store.ts'
import type { MailHappening } from '../../store/tables/mail-world.ts'

const BATCH = 1000

/** Has things happen to mail without sending any: so many of each. */
export function note(
  store: Store,
  happened: Partial<Record<MailHappening, number>>,
  mail: { sender?: string; lane?: string; topic?: string; key?: string } = {},
): Promise<void> {
  const { sender = 'marketing', lane = 'default', topic = 'news', key = 'k' } = mail
  const message = { key, sender, lane, topic }
  const events = Object.entries(happened).flatMap(([what, n]) =>
    Array.from({ length: n }, () => ({ what: what as MailHappening, message })),
  )
  return inMoment(
    store,
    () => Promise.resolve(),
    async (m) => {
      for (let from = 0; from < events.length; from += BATCH)
        await noteMailEvents(m, events.slice(from, from + BATCH))
    },
  )
}
