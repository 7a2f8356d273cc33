/** As much of JSON Schema as our documents use. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  minimum?: number
  minLength?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  additionalProperties?: Schema | boolean
}

/** A place in a body that holds one value. */
export interface Leaf {
  path: string[]
  schema: Schema
  required: boolean
}

/** The schema with every `$ref` put in. */
export function resolved(schema: Schema, components: Record<string, Schema>): Schema {
  if (schema.$ref) return resolved(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components)
  const { properties, items, anyOf } = schema
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, resolved(one, components)]),
      ),
    }),
    ...(items && { items: resolved(items, components) }),
    ...(anyOf && { anyOf: anyOf.map((one) => resolved(one, components)) }),
  }
}

const notNull = (schema: Schema): Schema => schema.anyOf?.find((one) => one.type !== 'null') ?? schema

export const allowsNull = (schema: Schema): boolean =>
  schema.type === 'null' || (schema.anyOf?.some(allowsNull) ?? false)

const TEXTS = ['abc', 'en', 'BG', 'a@mill.example', '2026-03-02']

/** A body that fits the schema as far as the schema tells. */
export function sampleOf(schema: Schema): unknown {
  const one = notNull(schema)
  if (one.enum) return one.enum[0]
  if (one.format === 'uuid') return crypto.randomUUID()
  if (one.format === 'date-time') return '2026-03-01T10:00:00Z'
  switch (one.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(one.properties ?? {}).map(([name, inner]) => [name, sampleOf(inner)]),
      )
    case 'array':
      return [sampleOf(one.items ?? {})]
    case 'number':
    case 'integer':
      return Math.max(1, one.minimum ?? 1)
    case 'boolean':
      return true
    default:
      return TEXTS.find((text) => !one.pattern || new RegExp(one.pattern, 'u').test(text)) ?? 'abc'
  }
}

/** Every place of a body, objects and lists themselves included, the body itself not. */
export function leavesOf(schema: Schema, path: string[] = [], required = false): Leaf[] {
  const one = notNull(schema)
  const here = path.length > 0 ? [{ path, schema, required }] : []
  if (one.type === 'object') {
    const inner = Object.entries(one.properties ?? {}).flatMap(([name, value]) =>
      leavesOf(value, [...path, name], one.required?.includes(name)),
    )
    return [...here, ...inner]
  }
  if (one.type === 'array' && one.items) return [...here, ...leavesOf(one.items, [...path, '0'], false)]
  return here
}

/** The body with another value at this place; undefined takes it away. */
export function withValue(body: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value
  if (Array.isArray(body))
    return body.map((one, at) => (String(at) === name ? withValue(one, rest, value) : one))
  const object = body as Record<string, unknown>
  return { ...object, [name]: withValue(object[name], rest, value) }
}
