import { type Entering, whoEnters } from '../../core/advance/who-enters.ts'
import { normalEmail } from '../../core/identity/email.ts'
import type { Contact } from '../../core/language/values.ts'
import type { Plan, RefValue } from '../../core/plan/plan.ts'
import { findLead } from '../identity.ts'
import type { Moment } from '../moment.ts'
import { readThing } from '../things.ts'
import type { LockedLead } from '../transact.ts'
import { readCompany } from './company.ts'
import { accountValues, leadValues } from './values.ts'

/** What starts a journey, as far as it says who is meant. */
export interface Cause {
  props: Record<string, unknown>
  things: string[]
  accountId: string | null
}

const NOBODY: Entering = { enter: [], roleUnknown: [] }
const one = (id: string): Entering => ({ enter: [id], roleUnknown: [] })

/**
 * Who enters, by `who`: the cause's own lead where it is not said, or where the field that says it is empty. Ids of
 * leads that are there.
 */
export async function whoOf(m: Moment, plan: Plan, cause: Cause, own: LockedLead | null): Promise<Entering> {
  const who = plan.enter?.who
  if (!who) return own ? one(own.id) : NOBODY
  if ('ref' in who) {
    const named = await valueOf(m, who, cause, own)
    if (own && isEmpty(named)) return one(own.id)
    const id = await personNamed(m, named)
    return id ? one(id) : NOBODY
  }
  return contacts(m, who, cause.accountId ?? own?.account_id ?? null, own)
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

async function contacts(
  m: Moment,
  who: Contact,
  accountId: string | null,
  own: LockedLead | null,
): Promise<Entering> {
  if (accountId) return whoEnters(who, await readCompany(m.tx, accountId))
  // Who has no company is one alone.
  return own ? whoEnters(who, { mainContact: own.id, people: [own] }) : NOBODY
}

async function valueOf(m: Moment, { ref }: RefValue, cause: Cause, own: LockedLead | null): Promise<unknown> {
  const dot = ref.indexOf('.')
  const kind = ref.slice(0, dot)
  if (kind === 'entry') return cause.props[ref.slice(dot + 1)]
  if (kind === 'lead') return own && leadValues(own)[ref]
  if (kind === 'account') return (await accountOf(m, cause.accountId ?? own?.account_id ?? null))[ref]
  const thing = cause.things.find((name) => name.startsWith(`${kind}:`))
  return thing && (await readThing(m.tx, thing))?.values[ref]
}

async function accountOf(m: Moment, id: string | null): Promise<Record<string, unknown>> {
  if (!id) return {}
  const row = await m.tx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? accountValues(row) : {}
}

/** The lead that a field names, by id or address; null for nobody we know. */
async function personNamed(m: Moment, value: unknown): Promise<string | null> {
  if (typeof value !== 'string' || value === '') return null
  const email = normalEmail(value)
  const id = await findLead(m.tx, email.ok ? { email: email.email } : { id: value }).catch(() => null)
  if (!id) return null
  const row = await m.tx.selectFrom('leads').select('erased_at').where('id', '=', id).executeTakeFirst()
  return row?.erased_at === null ? id : null
}
