import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { PlayedLead, ScriptFact } from '../../core/simulate/simulate.ts'
import { UsageError } from '../output.ts'

const values = z.record(z.string(), z.unknown())
const leadFile = z.looseObject({
  zone: z.string().optional(),
  country: z.string().nullish(),
  owner: z.string().nullish(),
  fields: values.optional(),
  account: values.optional(),
})
const instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be an instant such as 2026-03-03T09:00:00Z, or a date',
})
const script = z.array(
  z.strictObject({
    at: instant,
    type: z.string().min(1),
    props: values.optional(),
    key: z.string().optional(),
  }),
)

async function json<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`There is no file ${file}.`)
  })
  const parsed = shape.safeParse(parsedJson(text, file))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError(`${file} ${['', ...(issue?.path ?? [])].join('/')}: ${issue?.message}`)
}

function parsedJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

/** A lead as `POST /v1/leads` takes it, as the simulation wants it: its values by path. */
export async function readLead(file: string): Promise<PlayedLead> {
  const { fields = {}, account = {}, ...profile } = await json(file, leadFile)
  const paths = (kind: string, of: Record<string, unknown>) =>
    Object.entries(of).map(([name, value]) => [`${kind}.${name}`, value])
  return {
    ...(profile.zone && { zone: profile.zone }),
    country: profile.country ?? null,
    owner: profile.owner ?? null,
    values: Object.fromEntries([
      ...paths('lead', profile),
      ...paths('lead', fields),
      ...paths('account', account),
    ]),
  }
}

/** What happens, as a JSON array of facts with their instants. */
export async function readScript(file: string): Promise<ScriptFact[]> {
  const facts = await json(file, script)
  if (facts.length === 0) throw new UsageError(`${file} holds no fact: nothing would happen.`)
  return facts.map(({ at, type, props }) => ({ at: Date.parse(at), type, ...(props && { props }) }))
}
