import { TemplateFault } from './template-fault.ts'

/** A template as it lies in `templates/`: `<name>.<lang>.mjml`. */
export interface TemplateFile {
  name: string
  lang: string
  source: string
  /** What `templates/layout.mjml` holds. */
  layout: string
}

/** The front matter and the MJML after it. */
export interface ParsedFile {
  kind: 'service' | 'marketing'
  subject: string
  topic: string
  body: string
}

const FRONT = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/
const KEYS = new Set(['kind', 'subject', 'topic'])

const unquoted = (text: string): string => /^(["'])([\s\S]*)\1$/.exec(text)?.[2] ?? text

/** Where the file lies: `templates/welcome/question.en.mjml`. */
export const pathOf = (file: { name: string; lang: string }): string =>
  `templates/${file.name}.${file.lang}.mjml`

/** Takes a template file apart. @throws TemplateFault naming the file and the line that is wrong */
export function parseTemplateFile(file: TemplateFile): ParsedFile {
  const fault = (message: string) => new TemplateFault(pathOf(file), message)
  const found = FRONT.exec(file.source)
  if (!found) throw fault('it must begin with front matter: `---`, kind, subject, topic, `---`')
  const front: Record<string, string> = {}
  for (const line of (found[1] ?? '').split(/\r?\n/).filter((one) => one.trim() !== '')) {
    const colon = line.indexOf(':')
    const key = line.slice(0, colon).trim()
    if (colon < 0 || !KEYS.has(key))
      throw fault(`front matter knows only kind, subject and topic, not \`${line.trim()}\``)
    front[key] = unquoted(line.slice(colon + 1).trim())
  }
  const { kind, subject, topic } = front
  if (kind !== 'service' && kind !== 'marketing') throw fault('kind must be `service` or `marketing`')
  if (!subject) throw fault('subject is missing')
  if (!topic) throw fault('topic is missing')
  const body = (found[2] ?? '').trim()
  if (body === '') throw fault('there is no MJML after the front matter')
  return { kind, subject, topic, body }
}
