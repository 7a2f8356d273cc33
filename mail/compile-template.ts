import mjml from 'mjml'
import { sha256 } from '../core/hash.ts'
import { parseLiquid, variablesOf } from './liquid.ts'
import { mjmlFault } from './mjml-fault.ts'
import { alwaysSays, neverSays, ownWords } from './own-words.ts'
import { parseTemplateFile, pathOf, type TemplateFile } from './template-file.ts'
import { TemplateFault } from './template-fault.ts'
import { textPart } from './text-part.ts'

/** A template as published: MJML is gone, Liquid is left to be filled for each reader. */
export interface CompiledTemplate {
  hash: string
  name: string
  lang: string
  kind: 'service' | 'marketing'
  topic: string
  subject: string
  html: string
  text: string
  /** Its words without those of the layout, where conditions and values may leave nothing of them; absent where some always stay. */
  own?: string
  /** What it reads, by path: `lead.name`. */
  variables: string[]
}

/** Where the content stands in `templates/layout.mjml`. */
const CONTENT = '<!-- content -->'
const EMPTY_TEXT =
  'its text part would be empty: say in an <mj-text> what the pictures say. Not everybody sees pictures.'
const PIXEL =
  '{% if links.open %}<img src="{{ links.open }}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0"/>{% endif %}'
const TAG = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g
const SCHEME = /^\s*([a-z][a-z0-9+.-]*):/i
const ALLOWED = new Set(['http', 'https', 'mailto', 'tel'])

/**
 * Compiles one template inside the layout: MJML to HTML once, links marked for tracking, text part made, Liquid
 * parsed. A body that is a whole `<mjml>` stands for itself.
 * @throws TemplateFault naming the file
 */
export async function compileTemplate(file: TemplateFile): Promise<CompiledTemplate> {
  const parsed = parseTemplateFile(file)
  const path = pathOf(file)
  const source = withLanguage(wholeOf(parsed.body, file.layout, path), file.lang)
  const rendered = await toHtml(source, (error) => {
    const layout = isWhole(parsed.body) ? null : file.layout
    return new TemplateFault(path, mjmlFault(error, { file: file.source, body: parsed.body, layout }))
  })
  checkTags(source, rendered, path)
  const html = markLinks(rendered, path).replace('</body>', `${PIXEL}</body>`)
  const text = textPart(html.replace(PIXEL, ''))
  for (const [part, kind] of [
    [parsed.subject, 'text'],
    [html, 'html'],
    [text, 'text'],
  ] as const) {
    attempt(path, () => parseLiquid(part, kind))
  }
  const variables = attempt(path, () => variablesOf(`${parsed.subject} ${html}`))
  // A mail of pictures alone says nothing to many, and filters know it; what the layout says of every mail is no help.
  const own = ownWords(parsed.body)
  if (neverSays(text) || neverSays(own)) throw new TemplateFault(path, EMPTY_TEXT)
  const mayBeEmpty = !alwaysSays(own)
  if (mayBeEmpty) attempt(path, () => parseLiquid(own, 'text'))
  const { kind, topic, subject } = parsed
  const body = {
    name: file.name,
    lang: file.lang,
    kind,
    topic,
    subject,
    html,
    text,
    ...(mayBeEmpty && { own }),
    variables: [...variables].sort(),
  }
  return { hash: sha256(JSON.stringify(body)).slice(0, 32), ...body }
}

const isWhole = (body: string): boolean => /^<mjml[\s>]/.test(body)

function wholeOf(body: string, layout: string, path: string): string {
  if (isWhole(body)) return body
  if (!layout.includes(CONTENT))
    throw new TemplateFault(path, `layout.mjml must hold \`${CONTENT}\` where the content goes`)
  return layout.replace(CONTENT, () => body)
}

const withLanguage = (source: string, lang: string): string =>
  source.replace(/^([\s\S]*?)<mjml(\s[^>]*)?>/, (_whole, before: string, attributes = '') =>
    /\slang=/.test(attributes)
      ? `${before}<mjml${attributes}>`
      : `${before}<mjml lang="${lang}"${attributes}>`,
  )

async function toHtml(source: string, faultOf: (error: unknown) => TemplateFault): Promise<string> {
  try {
    const { html } = await mjml(source, { validationLevel: 'strict', fonts: {} })
    return html
  } catch (error) {
    throw faultOf(error)
  }
}

const counted = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const [tag] of text.matchAll(TAG)) counts.set(plain(tag), (counts.get(plain(tag)) ?? 0) + 1)
  return counts
}
const plain = (tag: string): string =>
  tag
    .replace(/&quot;/g, '"')
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')

// MJML drops without a word what stands between sections, and says some attributes twice. A tag with a side
// effect on what is around it (`{% %}`) must come through as often as it was written; an output at least as often.
function checkTags(source: string, html: string, path: string): void {
  const after = counted(html)
  for (const [tag, before] of counted(source.replace(/<!--[\s\S]*?-->/g, ''))) {
    const left = after.get(tag) ?? 0
    if (left >= before && (left === before || tag.startsWith('{{'))) continue
    const what =
      left < before
        ? 'was lost in MJML. Between sections, put it into <mj-raw>'
        : 'came out of MJML more than once. Put it into <mj-text>'
    throw new TemplateFault(path, `${tag} ${what}.`)
  }
}

function markLinks(html: string, path: string): string {
  return html.replace(
    /(<a\b[^>]*?\shref=")([^"]*)(")/g,
    (whole, before: string, href: string, after: string) => {
      const scheme = SCHEME.exec(href)?.[1]?.toLowerCase()
      if (scheme && !ALLOWED.has(scheme)) throw new TemplateFault(path, `a link may not be \`${scheme}:\``)
      if (href.startsWith('#') || scheme === 'mailto' || scheme === 'tel') return whole
      return `${before}{% track %}${href}{% endtrack %}${after}`
    },
  )
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new TemplateFault(path, `Liquid: ${(error as Error).message.slice(0, 300)}`)
  }
}
