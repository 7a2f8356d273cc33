import * as z from 'zod'
import { builtinFacts } from '../../core/facts/builtin.ts'
import { normalEmail } from '../../core/identity/email.ts'
import { normalPhone } from '../../core/identity/phone.ts'
import { ERRORS, type ErrorCode } from '../../core/errors.ts'
import type { FactKind, Release } from '../../core/release/release.ts'
import type { AccountKeys, LeadKeys } from '../identity.ts'
import { thingsNamed } from '../things.ts'

/** A fact as it comes from outside; shapes and lengths were checked at the edge. `at` in epoch ms of business time. */
export interface NewFact {
  type: string
  at?: number
  key?: string
  lead?: LeadKeys
  account?: AccountKeys
  props?: Record<string, unknown>
}

/** A fact that can be accepted: keys normalised, its kind known. */
export interface CheckedFact {
  type: string
  at: number
  key: string | null
  known: boolean
  lead: LeadKeys | null
  account: AccountKeys | null
  things: string[]
  props: Record<string, unknown>
}

/** Why one fact was refused; `pointer` is a JSON Pointer below that fact. */
export interface Refusal {
  reason: string
  pointer: string
}

const FUTURE_MS = 5 * 60_000

/** What kind of fact this is: declared by marketing, else one of our own. */
export function kindOf(release: Release, type: string): FactKind | undefined {
  return release.facts[type] ?? builtinFacts[type]
}

/** Checks one fact against the clock and the declarations of the release. */
export function checkFact(fact: NewFact, now: number, release: Release): CheckedFact | Refusal {
  const props = fact.props ?? {}
  const things = thingsNamed(release, props)
  const at = fact.at ?? now
  if (at > now + FUTURE_MS) return refusal('fact_future', '/at')
  if (!fact.lead && !fact.account && things.length === 0) return refusal('fact_subject', '')
  const lead = fact.lead ? normalKeys(fact.lead) : null
  if (lead && 'reason' in lead) return lead
  const kind = kindOf(release, fact.type)
  const wrong = wrongProp(kind, props)
  if (wrong !== null) return refusal('fact_props', `/props${wrong}`)
  // A yes or a no to a topic that is none would be kept and heeded by nothing.
  if (/^consent\.(given|withdrawn)$/.test(fact.type) && unknownTopic(release, props.topic))
    return refusal('topic_unknown', '/props/topic')
  return {
    type: fact.type,
    at,
    key: fact.key ?? null,
    known: kind !== undefined,
    lead,
    account: fact.account ?? null,
    things,
    props,
  }
}

/** Whether this names a topic, and none that is published. None, null and '' mean all topics. */
export const unknownTopic = (release: Release, topic: unknown): boolean =>
  typeof topic === 'string' && topic !== '' && !Object.hasOwn(release.topics, topic)

const refusal = (code: ErrorCode, pointer: string): Refusal => ({ reason: ERRORS[code], pointer })

function normalKeys(keys: LeadKeys): LeadKeys | Refusal {
  const normal: LeadKeys = { ...keys }
  if (keys.email !== undefined) {
    const email = normalEmail(keys.email)
    if (!email.ok) return { reason: email.reason, pointer: '/lead/email' }
    normal.email = email.email
  }
  if (keys.phone !== undefined) {
    const phone = normalPhone(keys.phone)
    if (!phone) return refusal('phone_bad', '/lead/phone')
    normal.phone = phone
  }
  return normal
}

const schemas = new WeakMap<object, z.ZodType>()

function wrongProp(kind: FactKind | undefined, props: Record<string, unknown>): string | null {
  if (!kind?.props) return null
  const schema =
    schemas.get(kind.props) ?? z.fromJSONSchema(kind.props as Parameters<typeof z.fromJSONSchema>[0])
  schemas.set(kind.props, schema)
  const result = schema.safeParse(props)
  if (result.success) return null
  const path = result.error.issues[0]?.path ?? []
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
