import { existsSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

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

/** Runs a file of marketing. The same file is run again only after it was changed. */
export async function loadModule(file: string): Promise<Loaded> {
  if (!existsSync(file)) return { problem: 'the file is missing' }
  findPackagesFromHere()
  const url = pathToFileURL(file)
  url.searchParams.set('changed', String(statSync(file).mtimeMs))
  try {
    return { exports: (await import(url.href)) as Record<string, unknown> }
  } catch (error) {
    return { problem: error instanceof Error ? (error.message.split('\n')[0] ?? error.name) : String(error) }
  }
}
