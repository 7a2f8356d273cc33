import { IANAZone } from 'luxon'
import { z } from 'zod'

// U+2028 and U+2029 end a line for some mail programs, as CR and LF do.
const oneLine = /^[^\r\n\u2028\u2029\u0000-\u001f\u007f]*$/
const spare = /^[a-z0-9][a-z0-9._-]*$/i

/** One line of text: no line breaks, no control characters. */
export const line = (max = 200) =>
  z.string().max(max).regex(oneLine, { error: 'must be one line without control characters' })
/** The same, not empty. */
export const someLine = (max = 200) => line(max).trim().min(1)
/** Several lines. NUL is refused for every text before. */
export const text = (max = 10_000) => z.string().max(max)
/** A name of ours: letters, digits, dots, dashes, underscores. */
export const name = (max = 100) =>
  z.string().min(1).max(max).regex(spare, { error: 'must be a name: letters, digits, . _ -' })

/** A time zone of the IANA list. */
export const zone = someLine(64).refine((name) => IANAZone.isValidZone(name), {
  error: 'must be a zone: Europe/Moscow',
})
/** A country (ISO 3166-1). */
export const country = z.string().regex(/^[A-Z]{2}$/, { error: 'must be two capital letters' })
/** A language, with a country or without. */
export const lang = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, { error: 'must be a language: en, ru' })

const YEAR_1970 = 0
const YEAR_2200 = 7_258_118_400_000

/** An instant with its zone or offset, ISO 8601, between 1970 and 2200; handed on as epoch ms. */
export const when = z.iso
  .datetime({ offset: true, error: 'must be an instant with its offset: 2026-03-02T09:00:00Z' })
  .transform((written) => Date.parse(written))
  .refine((ms) => ms >= YEAR_1970 && ms <= YEAR_2200, { error: 'must be between 1970 and 2200' })
  .meta({ type: 'string', format: 'date-time' })

/** An instant in a reply: ISO 8601 in UTC. */
export const iso = (ms: number): string => new Date(ms).toISOString()
export const maybeIso = (ms: number | null): string | null => (ms === null ? null : iso(ms))

const MAX_PROPS = 65_536

/** Free properties: any JSON, at most 64 KB and 200 names. */
export const props = z
  .record(z.string().min(1).max(100), z.unknown())
  .refine((value) => Object.keys(value).length <= 200, { error: 'must have at most 200 names' })
  .refine((value) => JSON.stringify(value).length <= MAX_PROPS, { error: 'must be at most 64 KB' })

export const externalId = z.strictObject({ system: name(50), id: someLine(200) })

/** How a lead is named. At least one way. */
export const leadRef = z
  .strictObject({
    email: someLine(320).optional(),
    id: z.uuid().optional(),
    phone: someLine(50).optional(),
    clientId: someLine(200).optional(),
    externalId: externalId.optional(),
  })
  .refine((ref) => Object.values(ref).some((value) => value !== undefined), { error: 'names nobody' })

/** How a company is named. At least one way. */
export const accountRef = z
  .strictObject({
    id: z.uuid().optional(),
    domain: someLine(253).optional(),
    externalId: externalId.optional(),
  })
  .refine((ref) => Object.values(ref).some((value) => value !== undefined), { error: 'names nobody' })

/** A path with the id of a row. */
export const idParam = z.object({ id: z.uuid() })

/** What every 4xx and 5xx answers (RFC 9457). */
export const problem = z
  .object({
    type: z.string(),
    status: z.number(),
    title: z.string(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string(), in: z.string().optional() }))
      .optional(),
  })
  .meta({ id: 'Problem' })
