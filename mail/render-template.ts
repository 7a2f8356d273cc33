import type { CompiledTemplate } from './compile-template.ts'
import { escapeHtml, type Filling, parseLiquid, type Surroundings } from './liquid.ts'
import { saysNothing } from './own-words.ts'

/** A mail in words: what the reader sees. */
export interface Rendered {
  subject: string
  html: string
  text: string
}

interface Parsed {
  subject: Filling
  html: Filling
  text: Filling
  own: Filling | null
}

const parsed = new Map<string, Parsed>()
const CACHE = 1000

/** Fills a compiled template. Parsed once per hash. @throws LiquidError, LinkRefused */
export function renderTemplate(
  template: CompiledTemplate,
  vars: Record<string, unknown>,
  surroundings: Surroundings,
): Rendered {
  const parts = partsOf(template)
  const subject = oneLine(parts.subject(vars, surroundings))
  return {
    subject,
    // MJML leaves it empty; what shows or reads out a page needs its name.
    html: parts
      .html(vars, surroundings)
      .replace('<title></title>', () => `<title>${escapeHtml(subject)}</title>`),
    text: parts
      .text(vars, surroundings)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  }
}

/** Whether its conditions leave nothing to this reader but what the layout says of every mail. @throws LiquidError */
export function leavesNothing(
  template: CompiledTemplate,
  vars: Record<string, unknown>,
  surroundings: Surroundings,
): boolean {
  const { own } = partsOf(template)
  return own !== null && saysNothing(own(vars, surroundings))
}

/** One line without control characters: for a header. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()

function partsOf(template: CompiledTemplate): Parsed {
  const known = parsed.get(template.hash)
  if (known) return known
  if (parsed.size > CACHE) parsed.clear()
  const parts = {
    subject: parseLiquid(template.subject, 'text'),
    html: parseLiquid(template.html, 'html'),
    text: parseLiquid(template.text, 'text'),
    own: template.own === undefined ? null : parseLiquid(template.own, 'text'),
  }
  parsed.set(template.hash, parts)
  return parts
}
