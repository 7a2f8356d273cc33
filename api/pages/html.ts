/** Markup that is safe as it stands. Made by `html` alone. */
export class Html {
  readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
  toString(): string {
    return this.markup
  }
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign)

/** What may stand in a template: text is escaped, markup stays, lists are joined, nothing is nothing. */
export type Part = Html | string | number | null | undefined | false | Part[]

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(rendered).join('')
  return part instanceof Html ? part.markup : escaped(String(part))
}

/** A piece of a page: `` html`<p>${text}</p>` ``. Every value is escaped unless it is markup already. */
export const html = (pieces: TemplateStringsArray, ...parts: Part[]): Html =>
  new Html(pieces.reduce((markup, piece, n) => markup + rendered(parts[n - 1]) + piece))
