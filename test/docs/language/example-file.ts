import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { allWords } from './words.ts'

const BIOME = join(import.meta.dirname, '../../../node_modules/.bin/biome')

const FIELDS = ['account', 'lead']
const THINGS = ['contract', 'deal', 'enquiry', 'event']

/** An example that only tells the compiler something: there is nothing to run. */
export const isDeclaration = (example: string): boolean => example.startsWith('declare ')

const formatted = (text: string): string =>
  execFileSync(BIOME, ['format', '--stdin-file-path=made-examples.ts'], {
    input: text,
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })

// A part of options (`goal: …`) is shown as such, and is an object here; a constant is its value.
function expression(example: string): string {
  const value = example.replace(/^export const \w+ = /, '')
  return /^\w+: /.test(value) ? `{ ${value} }` : value
}

const named = (names: readonly string[], text: string) =>
  names.filter((name) => new RegExp(`(?<![.\\w'-])${name}(?![\\w'-])`).test(text))

/** `made-examples.ts`: every example of the language as code, so that the compiler reads it and a test runs it. */
export function exampleFile(): string {
  const words = allWords()
  const lines = words.flatMap(({ name, examples }) =>
    examples
      .filter((one) => !isDeclaration(one))
      .map((one) => `  { word: '${name}', value: () => (${expression(one)}) },`),
  )
  const text = lines.join('\n').replace(/word: '\w+'/g, '')
  const imports = (names: readonly string[], from: string) => {
    const used = named(names, text)
    return used.length > 0 ? [`import { ${used.join(', ')} } from '${from}'`] : []
  }
  const values = words.filter((word) => !word.isType).map((word) => word.name)
  return formatted(
    `${[
      '// Made from the examples in core/language: `DOCS=write npx vitest run test/docs`.',
      ...imports(values.sort(), 'kindling'),
      ...imports(FIELDS, '../../../marketing/fields.ts'),
      ...imports(THINGS, '../../../marketing/things.ts'),
      '',
      '/** Every example of the language by its word. */',
      'export const examples: { word: string; value: () => object }[] = [',
      ...lines,
      ']',
    ].join('\n')}\n`,
  )
}
