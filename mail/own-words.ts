// Liquid is kept whole, whatever signs stand in it; of MJML goes what no reader sees.
const PARTS =
  /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})|<!--[\s\S]*?-->|<(mj-style|mj-title|mj-preview|mj-attributes|style|title)\b[\s\S]*?<\/\2>|<(?:"[^"]*"|'[^']*'|[^>"'])*>|&(?:nbsp|zwnj|shy|#160|#8203|#8204|#847);/gi
const TAG = /\{%-?\s*(\w+)[\s\S]*?%\}/g
const OUTPUT = /\{\{[\s\S]*?\}\}/g
/** Signs that nobody sees. */
const UNSEEN = /[\s\p{Cf}\p{Cc}\u034f]+/gu
const BLOCKS = new Set(['if', 'unless', 'case', 'for', 'tablerow', 'capture', 'comment'])

/** The words of a template's own MJML, without those of the layout. Liquid is left in it. */
export const ownWords = (body: string): string =>
  body.replace(PARTS, (_whole, liquid: string | undefined) => liquid ?? ' ')

/** Whether nothing in it can be read. */
export const saysNothing = (text: string): boolean =>
  text.replace(/&(?:nbsp|zwnj|shy|#160|#8203|#8204|#847);/gi, '').replace(UNSEEN, '') === ''

/** Whether nothing but Liquid's tags stands in it; outputs are taken for words. */
export const neverSays = (words: string): boolean => saysNothing(words.replace(TAG, ''))

/** Whether words stand in it that every reader gets, whatever conditions decide and values hold. */
export function alwaysSays(words: string): boolean {
  let depth = 0
  let at = 0
  for (const tag of words.matchAll(TAG)) {
    if (depth === 0 && !saysNothing(words.slice(at, tag.index).replace(OUTPUT, ''))) return true
    const name = tag[1] ?? ''
    if (BLOCKS.has(name)) depth += 1
    else if (name.startsWith('end') && BLOCKS.has(name.slice(3))) depth -= 1
    at = tag.index + tag[0].length
  }
  return depth === 0 && !saysNothing(words.slice(at).replace(OUTPUT, ''))
}
