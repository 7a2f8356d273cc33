import { keepProof, type Proof } from './consents.ts'
import { instant, json } from './database.ts'
import { dueNow } from './due-now.ts'
import { recordConsentFact } from './leads.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import { liftSuppression, refusedTopics } from './suppressions.ts'
import type { AskedBox } from './tables/mail-world.ts'
import { type LockedLead, lockLead } from './transact.ts'

/** Why mail waits while a consent can still be confirmed. */
const WAITS = 'waits for confirmation'

/** A consent that was ticked, as the page that confirms it shows it. Instants in epoch ms. */
export interface ConsentAsk {
  id: string
  leadId: string
  lang: string | null
  form: string | null
  boxes: AskedBox[]
  state: 'open' | 'confirmed' | 'lapsed'
}

const columns = [
  'consent_asks.id',
  'consent_asks.lead_id',
  'consent_asks.form',
  'consent_asks.boxes',
  'consent_asks.source',
  'consent_asks.asked_at',
  'consent_asks.expires_at',
  'consent_asks.message_key',
  'consent_asks.confirmed_at',
  'consent_asks.proof',
] as const

/** A consent that was asked for, by the id in its link; null where there is none, or its lead is no more. */
export async function readAsk({ db, clock }: Store, id: string): Promise<ConsentAsk | null> {
  const row = await db
    .selectFrom('consent_asks')
    .innerJoin('leads', 'leads.id', 'consent_asks.lead_id')
    .select([...columns, 'leads.lang'])
    .where('consent_asks.id', '=', id)
    .where('leads.erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  const over = (await clock.now(db)) >= row.expires_at
  return {
    id: row.id,
    leadId: row.lead_id,
    lang: row.lang,
    form: row.form,
    boxes: row.boxes,
    state: row.confirmed_at !== null ? 'confirmed' : over ? 'lapsed' : 'open',
  }
}

/**
 * The person behind the mailbox says yes: each box becomes a consent with its proof, and mail that waited for it is due.
 * Again it changes nothing.
 * @param ip the network address from which the button was pressed
 * @returns how the ask stands now; null where there is none
 * @throws AppError lead_erased
 */
export async function confirmAsk(
  store: Store,
  { id, ip }: { id: string; ip: string },
): Promise<ConsentAsk['state'] | null> {
  const found = await readAsk(store, id)
  if (!found || found.state !== 'open') return found?.state ?? null
  return inMoment(
    store,
    (tx) => lockLead(tx, found.leadId),
    async (m, lead) => {
      const row = await m.tx
        .selectFrom('consent_asks')
        .select(columns)
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (row.confirmed_at !== null) return 'confirmed'
      if (m.now >= row.expires_at) return 'lapsed'
      const proof = await proofOf(m, row, ip)
      await m.tx
        .updateTable('consent_asks')
        .set({ confirmed_at: instant(m.now), proof: json(proof) })
        .where('id', '=', id)
        .execute()
      for (const box of row.boxes) await keep(m, lead, { box, proof, source: row.source, ask: id })
      await dueNow(m, lead.id, [WAITS])
      return 'confirmed'
    },
  )
}

/** Who said yes, when, where and through which mail. */
async function proofOf(
  m: Moment,
  row: {
    form: string | null
    source: string
    asked_at: number
    message_key: string | null
    proof: Record<string, unknown> | null
  },
  ip: string,
): Promise<Proof> {
  const mail = row.message_key
    ? await m.tx
        .selectFrom('messages')
        .select(['key', 'message_id'])
        .where('key', '=', row.message_key)
        .executeTakeFirst()
    : undefined
  return {
    askedAt: new Date(row.asked_at).toISOString(),
    askedIp: typeof row.proof?.askedIp === 'string' ? row.proof.askedIp : null,
    confirmedAt: new Date(m.now).toISOString(),
    confirmedIp: ip,
    source: row.source,
    form: row.form,
    message: mail?.key ?? null,
    messageId: mail?.message_id ?? null,
  }
}

async function keep(
  m: Moment,
  lead: LockedLead,
  { box, proof, source, ask }: { box: AskedBox; proof: Proof; source: string; ask: string },
): Promise<void> {
  if (box.purpose === 'marketing' && lead.email) await liftNo(m, lead.email, box.topic)
  const { purpose, topic, text, version } = box
  await recordConsentFact(m, lead.id, {
    purpose: purpose as 'marketing',
    topic,
    source,
    text,
    version,
    ask,
  })
  await keepProof(m, lead.id, box, { ...proof, version })
}

// A yes from the mailbox is newer than a no by click. What came back or was reported stays on the list.
async function liftNo(m: Moment, address: string, topic: string | null): Promise<void> {
  const refused = (await refusedTopics(m.tx, [address])).get(address) ?? new Set<string>()
  for (const one of refused) {
    if (one !== '' && (topic === null || topic === one)) await liftSuppression(m, address, one)
  }
}
