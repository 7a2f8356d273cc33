import { z } from 'zod'
import { parseDuration } from '../../core/time/duration.ts'
import { holidays } from './holidays-shape.ts'
import { routeAbout, routeRule } from './sales-shapes.ts'

// What the files beside the sequences must look like when they are published: nobody type-checks them before.
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== null, { error: "must be a duration such as '3 days'" })
const words = z.record(z.string(), z.string())
const label = words.refine((all) => Object.values(all).some((text) => text.trim() !== ''), {
  error: "must say something: { en: 'Small budget', ru: 'Небольшой бюджет' }",
})
const reason = z.union([z.string().min(1), z.strictObject({ name: z.string().min(1), label })], {
  error: "must be a name, or { name: 'small budget', label: { en: 'small budget' } }",
})
const condition = z.record(z.string(), z.unknown())
const wanted = z.record(z.string(), z.unknown())
const finite = z.number().finite()
const three = z.tuple([finite, finite, finite])

const scoring = z.strictObject({
  fit: z.array(z.strictObject({ name: z.string().min(1), if: condition, points: finite })),
  groups: z.record(z.string(), z.strictObject({ halfLife: duration, limit: finite.min(0) })),
  rules: z.array(
    z.strictObject({ fact: z.string().min(1), where: wanted.optional(), group: z.string(), points: finite }),
  ),
  categories: z.strictObject({ warm: finite, hot: finite }),
  grades: z.strictObject({ fit: three, engagement: three }),
})

const consentBox = z.strictObject({
  purpose: z.enum(['marketing', 'dealers', 'data']),
  topic: z.string().optional(),
  required: z.boolean().optional(),
  version: z.string().min(1),
  text: words,
})

const field = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]*$/, { error: 'must be one word in Latin letters' }),
  kind: z.enum(['text', 'email', 'tel', 'textarea', 'select', 'date', 'number', 'file']),
  label: words,
  required: z.boolean().optional(),
  options: z.array(z.strictObject({ value: z.string(), label: words })).optional(),
  to: z.string().optional(),
})

const form = z.strictObject({
  title: words,
  intro: words.optional(),
  fields: z.array(field).min(1),
  consents: z.array(consentBox),
  doubleOptIn: z.boolean().optional(),
  makes: z.string().optional(),
  answer: z.strictObject({ template: z.string().optional(), document: z.string().optional() }).optional(),
  thanks: words,
})

const route = z.strictObject({
  mode: z.literal('assign'),
  sellers: z.array(z.string()).optional(),
  offerFor: duration,
  firstContact: duration,
  remindBefore: duration,
  hours: z.string(),
  rules: z.array(routeRule).optional(),
  about: routeAbout.optional(),
  followUp: duration.optional(),
  takeBackAfter: duration.optional(),
  askLeadAfter: duration.optional(),
  recycle: z.record(z.string(), z.string()),
  dispositions: z.record(
    z.string(),
    z.strictObject({
      reasons: z.array(reason).optional(),
      toMarketer: z.array(z.string()).optional(),
      label: words,
    }),
  ),
})

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time of day such as '09:00'" })
const end = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { error: "must be a time of day such as '18:00', or '24:00'" })
const open = z.strictObject({
  from: clock,
  to: end,
  days: z.array(z.int().min(1).max(7)).min(1),
  holidays: z.boolean().optional(),
})
const quiet = open.extend({ days: z.array(z.int().min(1).max(7)) })
const fields = z.record(
  z.string(),
  z.looseObject({
    ref: z.string(),
    public: z.literal(true).optional(),
    label: label.optional(),
    values: z.record(z.string(), label).optional(),
  }),
)

/** Each file of `marketing/` besides the sequences: what it must export, under which name. */
export const SHAPES = {
  defaults: z.strictObject({ lang: z.string(), zone: z.string(), sender: z.string() }),
  scoring,
  forms: z.record(
    z.string().regex(/^[a-z0-9-]+$/, { error: 'must be small Latin letters, digits and dashes' }),
    form,
  ),
  routing: z.record(z.string(), route),
  senders: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      address: z.string(),
      replyTo: z.string().optional(),
      links: z
        .url({ protocol: /^https?$/, error: 'must be an address such as https://go.works.example' })
        .optional(),
      dkim: z
        .strictObject({
          selectors: z
            .array(
              z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
                error: 'must be the name of a key: small Latin letters, digits and dashes',
              }),
            )
            .min(1, { error: 'must name a key; `kindling dkim new <domain>` makes one' }),
          domain: z.string().optional(),
        })
        .optional(),
      bounces: z
        .string()
        .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: 'must be a domain such as bounce.works.example' })
        .optional(),
      warmUp: z
        .union([z.literal(true), z.array(z.int().min(1)).min(1)], {
          error: 'must be true, or mails a day by tier such as [50, 100, 200]',
        })
        .optional(),
    }),
  ),
  topics: z.record(z.string(), z.strictObject({ label: words, sender: z.string() })),
  hours: z.record(z.string(), open),
  caps: z.array(
    z.strictObject({
      mails: z.int().min(1),
      per: duration,
      over: z.enum(['lead', 'account']).optional(),
      for: z.literal('fewer').optional(),
    }),
  ),
  things: z.record(z.string(), fields),
  facts: z.record(
    z.string(),
    z.object({
      about: z.enum(['lead', 'account', 'thing']),
      props: z
        .custom<z.ZodType>((value) => value instanceof Object && '_zod' in value, {
          error: 'must be a zod schema',
        })
        .optional(),
    }),
  ),
}

/** Files that marketing may do without, and what each of their exports must look like. */
export const LISTS = {
  tracks: z.strictObject({
    track: z.string().min(1),
    items: z.array(z.strictObject({ template: z.string().min(1), for: condition.optional() })).min(1),
  }),
  segments: z.strictObject({ segment: z.string().min(1), condition }),
}

/**
 * Words for people that files may also export: `figures` of `rating.ts`, `labels` of `things.ts`, and `tasks` of `tasks.ts`, a
 * file that may be missing.
 */
export const LABELS = {
  figures: z.record(z.string(), z.strictObject({ label })).default({}),
  things: z.record(z.string(), label).default({}),
  tasks: z.record(z.string(), z.strictObject({ label, note: label.optional() })),
}

/** `hours.ts` may also export when no marketing mail leaves; `holidays.ts`, a file that may be missing, exports days of countries. */
export const TIMES = {
  hours: z.object({
    quiet: z.preprocess((told) => (told instanceof Object ? [told].flat() : (told ?? [])), z.array(quiet)),
  }),
  holidays,
}

const domains = z
  .array(
    z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, {
      error: 'must be a domain such as example.com, in small letters',
    }),
  )
  .optional()

/** `lanes.ts`, a file that may be missing, exports terms of mailbox providers: other ones for the built-in lanes, or lanes of its own. */
export const LANES = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, { error: 'must be small Latin letters, digits and dashes' }),
  z.strictObject({
    mx: domains,
    domains,
    perSecond: finite.positive().max(100_000).optional(),
    connections: z.int().min(1).max(500).optional(),
  }),
)

/** `audiences.ts` exports the names of lists that a sequence holds its leads in. */
export const AUDIENCES = z.array(z.string().min(1)).readonly()

/** `fields.ts` exports what is known of a lead and of an account, each under its own name. */
export const FIELDS = z.looseObject({ lead: fields, account: fields })
