import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { normalEmail } from '../../core/identity/email.ts'
import { type LeadPage, type ListedLead, listLeads, readLead } from '../../store/lead-view.ts'
import { upsertLead } from '../../store/leads.ts'
import { cursorOf, pageQuery, readCursor } from '../cursor.ts'
import type { ApiDeps } from '../deps.ts'
import {
  externalId,
  idParam,
  iso,
  line,
  maybeIso,
  name,
  problem,
  props,
  someLine,
  text,
  when,
} from '../schemas.ts'

const consent = z.strictObject({
  purpose: z.enum(['marketing', 'dealers', 'data']),
  topic: name().nullable().optional(),
  at: when.optional(),
  source: someLine(500),
  text: text(5000).min(1),
  version: line(100).optional(),
  given: z.boolean().optional(),
})

const leadBody = z
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
      })
      .optional(),
    owner: someLine(320).nullable().optional(),
    fields: props.optional(),
    consents: z.array(consent).max(50).optional(),
    source: line(500).optional(),
  })
  .meta({ id: 'NewLead' })

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

const words = z.string().nullable()
const leadReply = z
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
    account: z.object({ id: z.string(), domain: words, name: words, owner: words }).nullable(),
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

const pageReply = leadReply
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
      }),
    ),
    warming: z.object({ by: z.string(), since: z.string(), notBefore: words, note: words }).nullable(),
  })
  .meta({ id: 'LeadPage' })

function shown(lead: ListedLead) {
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
        }
      : null,
    hush: lead.hush_until === null ? null : { until: iso(lead.hush_until), reason: lead.hush_reason },
    createdAt: iso(lead.created_at),
    updatedAt: iso(lead.updated_at),
  }
}

const shownPage = (lead: LeadPage) => ({
  ...shown(lead),
  journeys: lead.journeys.map(({ entered_at, ended_at, ...journey }) => ({
    ...journey,
    enteredAt: iso(entered_at),
    endedAt: maybeIso(ended_at),
  })),
  consents: lead.consents.map((one) => ({ ...one, at: iso(one.at) })),
  warming: lead.warming && { ...lead.warming, since: iso(lead.warming.since) },
})

const place = z.object({ at: z.number(), id: z.uuid() })

/** Leads: made and brought up to date, listed, read. */
export const leadsRoutes =
  ({ store, secret }: ApiDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.post(
      '/leads',
      {
        schema: {
          summary: 'Make a lead or bring it up to date',
          tags: ['leads'],
          body: leadBody,
          response: { 200: pageReply, 201: pageReply, '4xx': problem },
        },
      },
      async (request, reply) => {
        const { id, created } = await upsertLead(store, request.body)
        return reply.code(created ? 201 : 200).send(shownPage(await readLead(store, id)))
      },
    )

    app.get(
      '/leads',
      {
        schema: {
          summary: 'List leads, the newest first',
          tags: ['leads'],
          querystring: z.strictObject({
            email: z.string().max(320).optional(),
            category: name().optional(),
            ...pageQuery,
          }),
          response: { 200: z.object({ leads: z.array(leadReply), next_cursor: words }), '4xx': problem },
        },
      },
      async (request, reply) => {
        const { email, category, limit, cursor } = request.query
        const normal = email === undefined ? null : normalEmail(email)
        const after = cursor === undefined ? undefined : readCursor(secret, cursor, place)
        const asked = {
          ...(normal?.ok && { email: normal.email }),
          ...(category && { category }),
          limit,
          ...(after && { after }),
        }
        const leads = normal && !normal.ok ? [] : await listLeads(store, asked)
        const last = leads.length === limit ? leads.at(-1) : undefined
        const next = last ? cursorOf(secret, { at: last.created_at, id: last.id }) : null
        if (next) reply.header('link', `</v1/leads?cursor=${next}&limit=${limit}>; rel="next"`)
        return { leads: leads.map(shown), next_cursor: next }
      },
    )

    app.get(
      '/leads/:id',
      {
        schema: {
          summary: 'A lead with heat, journeys and consents',
          tags: ['leads'],
          params: idParam,
          response: { 200: pageReply, '4xx': problem },
        },
      },
      async (request) => shownPage(await readLead(store, request.params.id)),
    )
  }
