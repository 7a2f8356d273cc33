import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Fault } from '../../core/plan/check.ts'
import { type CompiledTemplate, compileTemplate } from '../../mail/compile-template.ts'
import { TemplateFault } from '../../mail/template-fault.ts'

const NAME = /^(?<name>\w[\w./-]*)\.(?<lang>[a-z]{2}(?:-[A-Z]{2})?)\.mjml$/
const LAYOUT = 'layout.mjml'

/** What a folder of templates gave. `broken`: names of those that did not compile. */
export interface ReadTemplates {
  compiled: CompiledTemplate[]
  broken: string[]
}

/** Compiles every `templates/<name>.<lang>.mjml`; the name may hold `/`. What cannot be compiled is a fault, the others go on. */
export async function readTemplates(folder: string, faults: Fault[]): Promise<ReadTemplates> {
  const found: ReadTemplates = { compiled: [], broken: [] }
  const entries = await readdir(folder, { recursive: true }).catch(() => [])
  const files = entries.map((file) => file.split(sep).join('/')).sort()
  if (!files.includes(LAYOUT)) {
    faults.push({ path: `templates/${LAYOUT}`, message: 'the file is missing' })
    return found
  }
  const layout = await readFile(join(folder, LAYOUT), 'utf8')
  for (const file of files.filter((one) => one.endsWith('.mjml') && one !== LAYOUT)) {
    const path = `templates/${file}`
    const { name, lang } = NAME.exec(file)?.groups ?? {}
    if (!name || !lang) {
      const hint = 'Latin letters, digits, dashes and slashes; a language such as en or ru'
      faults.push({ path, message: 'is not named <name>.<lang>.mjml', hint })
      continue
    }
    try {
      const source = await readFile(join(folder, file), 'utf8')
      found.compiled.push(await compileTemplate({ name, lang, source, layout }))
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error
      faults.push({ path, message: error.message.replace(`${path}: `, '') })
      found.broken.push(name)
    }
  }
  return found
}
