import { z } from 'zod'
import { isZone } from '../core/time/usable-zone.ts'
import type { LeadPage, ListedLead } from '../store/lead-view.ts'
import { externalId, iso, line, maybeIso, name, props, someLine, text, when } from './schemas.ts'

const consent = z.strictObject({
  purpose: z.enum(['marketing', 'dealers', 'data']),
  topic: name().nullable().optional(),
  at: when.optional(),
  source: someLine(500),
  text: text(5000).min(1),
  version: line(100).optional(),
  given: z.boolean().optional(),
})

/** A lead as `POST /v1/leads` takes it. */
export const leadBody = z
  .strictObject({
    email: someLine(320).optional(),
    phone: line(50).nullable().optional(),
    clientId: someLine(200).optional(),
    externalId: externalId.optional(),
    name: line(200).nullable().optional(),
    title: line(200).nullable().optional(),
    role: line(100).nullable().optional(),
    lang: z
      .string()
      .regex(/^[a-z]{2}(-[A-Za-z]{2,4})?$/, { error: 'must be a language: en, ru' })
      .nullable()
      .optional(),
    zone: z
      .string()
      .max(64)
      .refine(isZone, { error: 'must be an IANA time zone: Europe/Sofia' })
      .nullable()
      .optional(),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: 'must be two capital letters: BG' })
      .nullable()
      .optional(),
    region: line(100).nullable().optional(),
    city: line(100).nullable().optional(),
    account: z
      .strictObject({
        id: z.uuid().optional(),
        domain: someLine(253).optional(),
        externalId: externalId.optional(),
        name: line(200).optional(),
        owner: someLine(320).nullable().optional(),
        mainContact: z.boolean().optional(),
      })
      .optional(),
    owner: someLine(320).nullable().optional(),
    fields: props.optional(),
    consents: z.array(consent).max(50).optional(),
    source: line(500).optional(),
  })
  .meta({ id: 'NewLead' })

const words = z.string().nullable()
/** A lead as lists show it. */
export const leadReply = z
  .object({
    id: z.string(),
    email: words,
    phone: words,
    name: words,
    title: words,
    role: words,
    lang: words,
    zone: words,
    country: words,
    region: words,
    city: words,
    source: words,
    owner: words,
    account: z
      .object({ id: z.string(), domain: words, name: words, owner: words, mainContact: words })
      .nullable(),
    fields: z.record(z.string(), z.unknown()),
    heat: z.number(),
    fit: z.number(),
    grade: z.string(),
    category: z.string(),
    hush: z.object({ until: z.string(), reason: words }).nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Lead' })

/** A lead with all that its page shows. */
export const pageReply = leadReply
  .extend({
    journeys: z.array(
      z.object({
        id: z.string(),
        sequence: z.string(),
        thing: words,
        status: z.string(),
        outcome: words,
        reason: words,
        enteredAt: z.string(),
        endedAt: words,
      }),
    ),
    consents: z.array(
      z.object({
        purpose: z.string(),
        topic: words,
        given: z.boolean(),
        at: z.string(),
        source: z.string(),
        text: z.string(),
        version: words,
        proof: z.record(z.string(), z.unknown()).nullable(),
      }),
    ),
    consentsWaiting: z.array(
      z.object({
        purpose: z.string(),
        topic: words,
        version: z.string(),
        form: words,
        askedAt: z.string(),
        expiresAt: z.string(),
      }),
    ),
    warming: z.object({ by: z.string(), since: z.string(), notBefore: words, note: words }).nullable(),
  })
  .meta({ id: 'LeadPage' })

/** A lead of the store as lists reply with it. */
export function shown(lead: ListedLead) {
  const {
    id,
    email,
    phone,
    name,
    title,
    role,
    lang,
    zone,
    country,
    region,
    city,
    source,
    fields,
    heat,
    fit,
    grade,
    category,
  } = lead
  return {
    ...{
      id,
      email,
      phone,
      name,
      title,
      role,
      lang,
      zone,
      country,
      region,
      city,
      source,
      fields,
      heat,
      fit,
      grade,
      category,
    },
    owner: lead.owner_id,
    account: lead.account_id
      ? {
          id: lead.account_id,
          domain: lead.account_domain,
          name: lead.account_name,
          owner: lead.account_owner,
          mainContact: lead.account_main_contact,
        }
      : null,
    hush: lead.hush_until === null ? null : { until: iso(lead.hush_until), reason: lead.hush_reason },
    createdAt: iso(lead.created_at),
    updatedAt: iso(lead.updated_at),
  }
}

/** A lead of the store as its page replies with it. */
export const shownPage = (lead: LeadPage) => ({
  ...shown(lead),
  journeys: lead.journeys.map(({ entered_at, ended_at, ...journey }) => ({
    ...journey,
    enteredAt: iso(entered_at),
    endedAt: maybeIso(ended_at),
  })),
  consents: lead.consents.map((one) => ({ ...one, at: iso(one.at) })),
  consentsWaiting: lead.waiting.map((one) => ({
    ...one,
    askedAt: iso(one.askedAt),
    expiresAt: iso(one.expiresAt),
  })),
  warming: lead.warming && { ...lead.warming, since: iso(lead.warming.since) },
})
