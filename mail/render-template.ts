import type { CompiledTemplate } from './compile-template.ts'
import { type Filling, parseLiquid, type Surroundings } from './liquid.ts'

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
  return {
    subject: oneLine(parts.subject(vars, surroundings)),
    html: parts.html(vars, surroundings),
    text: parts
      .text(vars, surroundings)
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  }
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
  }
  parsed.set(template.hash, parts)
  return parts
}
