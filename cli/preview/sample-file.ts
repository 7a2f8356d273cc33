import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Where the sample of a template lies: that of its language first, `sales/task.ru.sample.json`, else that of all; null for none. */
export function sampleFile(folder: string, { name, lang }: { name: string; lang: string }): string | null {
  const files = [`${name}.${lang}.sample.json`, `${name}.sample.json`]
  return files.map((file) => join(folder, 'templates', file)).find((file) => existsSync(file)) ?? null
}
