import { buildApp } from '../../api/app.ts'
import type { ApiDeps } from '../../api/deps.ts'

interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
}
interface Operation {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, unknown>
}
interface Spec {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

// Nobody is asked: the description is made from the schemas of the routes alone.
const nobody = { db: {}, clock: {}, waker: {} } as unknown as ApiDeps['store']

/** The OpenAPI description as the running API serves it at `/docs/json`. */
async function specification(): Promise<Spec> {
  const app = await buildApp({
    store: nobody,
    publicUrl: 'http://127.0.0.1:3000',
    dataDir: '.',
    documentsDir: '.',
    secret: 'x'.repeat(32),
    clickQuarantineSeconds: 10,
    // Without what proves them they would not be there.
    mailHooks: { postmark: 'user:password', mailgun: ['key'], ses: ['topic'] },
    temporalUp: async () => false,
  })
  await app.ready()
  const spec = app.swagger() as unknown as Spec
  await app.close()
  return spec
}

function kindOf(schema: Schema | undefined): string {
  if (!schema) return 'anything'
  // Input and output of a shape differ only in what has a default.
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1).replace(/Input$/, '')
  if (schema.enum) return schema.enum.map((one) => `\`${String(one)}\``).join(', ')
  const some = schema.anyOf ?? schema.oneOf
  if (some) return [...new Set(some.map((one) => kindOf(one)))].join(' or ')
  if (schema.items) return `list of ${kindOf(schema.items)}`
  if (schema.format) return schema.format
  return [schema.type ?? 'anything'].flat().join(' or ')
}

function resolved(schema: Schema | undefined, spec: Spec): Schema {
  const name = schema?.$ref?.slice(schema.$ref.lastIndexOf('/') + 1)
  return (name === undefined ? schema : spec.components?.schemas?.[name]) ?? {}
}

function fieldsOf(schema: Schema | undefined, spec: Spec): string[] {
  const whole = resolved(schema, spec)
  return Object.entries(whole.properties ?? {}).map(
    ([name, field]) => `| \`${name}\` | ${kindOf(field)} | ${whole.required?.includes(name) ? 'yes' : ''} |`,
  )
}

const table = (head: string, rows: string[]) =>
  rows.length === 0 ? [] : ['', `| ${head} | what | needed |`, '| --- | --- | --- |', ...rows]

function operation(method: string, path: string, one: Operation, spec: Spec): string[] {
  const parameters = (one.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const bodies = Object.values(one.requestBody?.content ?? {})
  const answers = Object.keys(one.responses ?? {}).filter((status) => /^[23]/.test(status))
  return [
    '',
    `### \`${method.toUpperCase()} ${path}\``,
    '',
    `${one.summary ?? ''}.${answers.length > 0 ? ` Answers ${answers.join(', ')}.` : ''}`,
    ...table(
      'query',
      parameters.map(
        ({ name, schema, required }) => `| \`${name}\` | ${kindOf(schema)} | ${required ? 'yes' : ''} |`,
      ),
    ),
    ...table('body', fieldsOf(bodies[0]?.schema, spec)),
  ]
}

const INTRO = `# API

Made from the routes' own schemas; the running API serves the same, whole, at \`/docs\` and \`/docs/json\` (OpenAPI 3.1).

- **Keys.** Everything under \`/v1\` asks for \`Authorization: Bearer <key>\`. \`npm start\` prints a key for this machine and keeps
  it in \`.kindling/api-key\`. A seller's own key sees that seller's offers, hand-offs and tasks.
- **Errors** are \`application/problem+json\` (RFC 9457): \`code\`, \`title\`, \`detail\`, and \`errors[].pointer\` for each field.
- **Twice.** \`Idempotency-Key\` on a POST: the same key and body get the first reply again, for 24 hours.
- **Lists** take \`limit\` and \`cursor\`; \`next_cursor\` is null at the end.
- **Instants** are ISO 8601 with an offset; replies are in UTC.`

/** `docs/reference/api.md`. */
export async function apiPage(): Promise<string> {
  const spec = await specification()
  const all = Object.entries(spec.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ method, path, one, tag: one.tags?.[0] ?? 'other' })),
  )
  const tags = [...new Set(all.map(({ tag }) => tag))].sort()
  const parts = tags.flatMap((tag) => [
    '',
    `## ${tag}`,
    ...all
      .filter((one) => one.tag === tag)
      .flatMap(({ method, path, one }) => operation(method, path, one, spec)),
  ])
  const shapes = Object.keys(spec.components?.schemas ?? {})
    .filter((name) => !name.endsWith('Input'))
    .sort()
    .flatMap((name) => ['', `### ${name}`, ...table('field', fieldsOf({ $ref: `/${name}` }, spec))])
  return `${[INTRO, ...parts, '', '## Shapes', ...shapes].join('\n')}\n`
}
