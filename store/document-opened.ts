import { recordFact } from './facts/record.ts'
import { inMoment } from './moment.ts'
import type { Store } from './store.ts'
import { lockLead } from './transact.ts'

/** A person opened a document that a form handed over: the fact `document.opened`, once a link and day. */
export async function noteDocumentOpened(
  store: Store,
  { document, lead, at }: { document: string; lead: string; at: number },
): Promise<void> {
  await inMoment(
    store,
    (tx) => lockLead(tx, lead),
    async (m) => {
      const day = new Date(m.now).toISOString().slice(0, 10)
      const key = `document/${lead}/${document}/${at}/${day}`
      await recordFact(m, { type: 'document.opened', leadId: lead, props: { document }, key })
    },
  )
}
