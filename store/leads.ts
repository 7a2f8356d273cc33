import { AppError } from '../core/errors.ts'
import { normalEmail } from '../core/identity/email.ts'
import { normalPhone } from '../core/identity/phone.ts'
import { type AccountInput, changeAccount } from './change-account.ts'
import { instant, json, type Tx } from './database.ts'
import { unknownTopic } from './facts/check.ts'
import { recordFact } from './facts/record.ts'
import {
  type AccountKeys,
  addLeadKeys,
  findOrMakeAccount,
  findOrMakeLead,
  type LeadKeys,
} from './identity.ts'
import { lockWithDoubles } from './merging/doubles.ts'
import { againIfMerged } from './merging/follow.ts'
import { mergeAll } from './merging/merge.ts'
import { inMoment, type Moment } from './moment.ts'
import type { Store } from './store.ts'
import type { LockedLead } from './transact.ts'

/** What a person says yes to. `at` in epoch ms; `given: false` takes it back. */
export interface ConsentInput {
  purpose: 'marketing' | 'dealers' | 'data'
  topic?: string | null
  at?: number
  source: string
  text: string
  version?: string
  given?: boolean
  /** The ask that the person answered from the mailbox. */
  ask?: string
}

const FUTURE_MS = 5 * 60_000
const PROFILE = ['name', 'title', 'role', 'lang', 'zone', 'country', 'region', 'city'] as const

/** A lead as somebody outside knows it. What is absent stays as it was; null empties it. */
export interface LeadInput extends Partial<Record<(typeof PROFILE)[number], string | null>> {
  email?: string
  phone?: string | null
  clientId?: string
  externalId?: { system: string; id: string }
  /** Its company; `owner`: a seller's id or address. */
  account?: AccountKeys & AccountInput
  /** A seller's id or address. */
  owner?: string | null
  fields?: Record<string, unknown>
  consents?: ConsentInput[]
  source?: string
}

/**
 * The ways to recognise a lead, normalised. A phone without its country is read as one of `country`.
 * @throws AppError bad_email, phone_bad with its pointer
 */
export function normalKeys(input: LeadInput): LeadKeys {
  const keys: LeadKeys = {}
  if (input.email !== undefined) {
    const email = normalEmail(input.email)
    if (!email.ok) throw new AppError('bad_email', '/email')
    keys.email = email.email
  }
  if (input.phone) {
    const phone = normalPhone(input.phone, input.country ?? undefined)
    if (!phone) throw new AppError('phone_bad', '/phone')
    keys.phone = phone
  }
  if (input.clientId) keys.clientId = input.clientId
  if (input.externalId) keys.externalId = input.externalId
  if (Object.keys(keys).length === 0) throw new AppError('lead_keyless', '')
  return keys
}

/**
 * Makes the lead or brings it up to date, with its consents, in one transaction. What changed becomes the fact
 * `lead.changed`, so that fit, segments and waits follow; each consent the fact `consent.given` or `.withdrawn`.
 * @throws AppError bad_email, phone_bad, lead_keyless, lead_erased, account_unknown, bad_domain, seller_unknown, fact_future,
 * topic_unknown
 */
export async function upsertLead(store: Store, input: LeadInput): Promise<{ id: string; created: boolean }> {
  const keys = normalKeys(input)
  return inMoment(
    store,
    (tx) =>
      againIfMerged(async () => {
        const now = await store.clock.now(tx)
        const { id: account, domain, externalId } = input.account ?? {}
        const named = account ?? domain ?? externalId
        const accountId = named ? await findOrMakeAccount(tx, { id: account, domain, externalId }, now) : null
        const { id, created } = await findOrMakeLead(tx, keys, now)
        if (accountId && created)
          await tx.updateTable('leads').set({ account_id: accountId }).where('id', '=', id).execute()
        return { ...(await lockWithDoubles(tx, id, keys)), created, accountId }
      }),
    async (m, { lead: found, doubles, created, accountId }) => {
      const lead = await mergeAll(m, found, doubles)
      await addLeadKeys(m.tx, lead.id, keys)
      await changeLead(m, lead, input, keys, { created, accountId })
      for (const [n, consent] of (input.consents ?? []).entries()) {
        // A yes from the future would outlive every no until then.
        if ((consent.at ?? 0) > m.now + FUTURE_MS) throw new AppError('fact_future', `/consents/${n}/at`)
        if (unknownTopic(m.release, consent.topic))
          throw new AppError('topic_unknown', `/consents/${n}/topic`)
        await recordConsentFact(m, lead.id, consent)
      }
      return { id: lead.id, created }
    },
  )
}

/**
 * Writes what differs, and says so with the fact `lead.changed` (`lead.created` for a new one). The caller holds
 * the lead's lock.
 */
export async function changeLead(
  m: Moment,
  lead: LockedLead,
  input: LeadInput,
  keys: LeadKeys,
  { created = false, accountId = null as string | null } = {},
): Promise<void> {
  const set: Record<string, unknown> = {}
  const put = (column: keyof LockedLead, value: unknown) => {
    if (value !== undefined && lead[column] !== value) set[column] = value
  }
  for (const column of PROFILE) put(column, input[column])
  // An older address of the same person finds the lead, but does not become the one that mail goes to.
  if (lead.email === null || keys.externalId) put('email', keys.email)
  put('phone', input.phone === null ? null : keys.phone)
  if (created) put('source', input.source)
  if (accountId) put('account_id', accountId)
  if (input.owner !== undefined)
    put('owner_id', input.owner === null ? null : await sellerId(m.tx, input.owner))
  const fields = newFields(lead.fields, input.fields ?? {})
  const changed = [...Object.keys(set), ...Object.keys(fields).map((name) => `fields.${name}`)]
  if (Object.keys(fields).length > 0) set.fields = json({ ...lead.fields, ...fields })
  if (Object.keys(set).length > 0) {
    await m.tx
      .updateTable('leads')
      .set({ ...set, updated_at: instant(m.now) })
      .where('id', '=', lead.id)
      .execute()
  }
  if (input.account)
    await sayAccount(m, { ...lead, ...(accountId && { account_id: accountId }) }, input.account)
  if (created || changed.length > 0) {
    await recordFact(m, {
      type: 'lead.changed',
      leadId: lead.id,
      props: { changed, ...(created && { created }) },
      was: before(lead, Object.keys(set), Object.keys(fields)),
    })
  }
}

const before = (lead: LockedLead, columns: string[], fields: string[]): Record<string, unknown> =>
  Object.fromEntries([
    ...columns.map((name) => [`lead.${name}`, lead[name as keyof LockedLead] ?? undefined]),
    ...fields.map((name) => [`lead.${name}`, lead.fields[name]]),
  ])

async function sayAccount(m: Moment, lead: LockedLead, { owner, ...account }: AccountInput): Promise<void> {
  const id = typeof owner === 'string' ? await sellerId(m.tx, owner, '/account/owner') : owner
  await changeAccount(m, lead, { ...account, owner: id })
}

function newFields(before: Record<string, unknown>, given: Record<string, unknown>): Record<string, unknown> {
  const differs = ([name, value]: [string, unknown]) => JSON.stringify(before[name]) !== JSON.stringify(value)
  return Object.fromEntries(Object.entries(given).filter(differs))
}

async function sellerId(tx: Tx, owner: string, pointer = '/owner'): Promise<string> {
  const sellers = tx.selectFrom('sellers').select('id')
  const email = normalEmail(owner)
  const found = email.ok
    ? sellers.where('email', '=', email.email)
    : sellers.where((e) => e.cast('id', 'text'), '=', owner)
  const row = await found.executeTakeFirst()
  if (!row) throw new AppError('seller_unknown', pointer)
  return row.id
}

/** Says a consent as a fact; the row in `consents` follows from it. The same one again is no second row. */
export async function recordConsentFact(m: Moment, leadId: string, consent: ConsentInput): Promise<void> {
  const { at = m.now, given = true, purpose, topic, source, text, version, ask } = consent
  const type = given ? 'consent.given' : 'consent.withdrawn'
  const key = [type, leadId, purpose, topic ?? '', at].join(' ')
  await recordFact(m, {
    type,
    leadId,
    at,
    key,
    props: {
      purpose,
      ...(topic && { topic }),
      source,
      text,
      ...(version && { version }),
      ...(ask && { ask }),
    },
  })
}
