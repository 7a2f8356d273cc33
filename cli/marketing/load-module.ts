import { existsSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'

let hooked = false

/**
 * Marketing may lie in a folder outside of the project: what its files import by name (`kindling`, `zod`) is then
 * found from here.
 */
function findPackagesFromHere(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context)
      } catch (error) {
        if (/^[./]|^(node|file|data):/.test(specifier)) throw error
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    },
  })
}

/** What a TypeScript file exports, or in words why it could not be read. */
export type Loaded = { exports: Record<string, unknown> } | { problem: string }

// Not `import()`: a test runner would transform the file first, and marketing is to be read as it will be published.
const require = createRequire(import.meta.url)

/** Runs a file of marketing, once in a process. */
export function loadModule(file: string): Loaded {
  if (!existsSync(file)) return { problem: 'the file is missing' }
  findPackagesFromHere()
  try {
    return { exports: require(file) as Record<string, unknown> }
  } catch (error) {
    return { problem: problemOf(error) }
  }
}

function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Node puts the place of a syntax error above the stack, and nowhere else.
  const line = /\.ts:(\d+)\n/.exec(error.stack ?? '')?.[1]
  return `${error.message.split('\n')[0]}${line ? ` (line ${line})` : ''}`
}
