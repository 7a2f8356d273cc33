/**
 * Widths of letters in thousandths of the size of the font, rounded up: those of DejaVu Sans, wider than the system
 * fonts of most machines, so that text fits in whichever is used.
 */
const REGULAR: [width: number, letters: string][] = [
  [300, "'IJijl"],
  [350, ' ,./:;\\|’·'],
  [400, '()-[]ft'],
  [450, '!r'],
  [500, '"*_`–°'],
  [550, '?cszгзсэ“”'],
  [600, 'FLkvxyвтухчь'],
  [650, '$0123456789EPSTYabdeghnopqu{}ГЕЗРТУабеийклоряЁё«»'],
  [700, 'ABCKRVXZАБВСХЧЬЭЯднпц'],
  [750, 'NUИЙКъ'],
  [800, '&DGHOQДЛНОПЦмы'],
  [850, '#+<=>^w~Ъю−→↻'],
  [900, 'MМФЫф'],
  [950, 'жшщ'],
  [1000, '%@Wm—…'],
  [1100, 'ЖШЩЮ'],
]
const BOLD: typeof REGULAR = [
  [350, " 'ijl"],
  [400, ',./:;IJ\\|’·'],
  [450, '-f'],
  [500, '!()[]_`rt–°'],
  [550, '"*г'],
  [600, '?cszзстэ'],
  [650, 'LxГвхья«»'],
  [700, '$0123456789EFTaekovyЕТабекнопучЁё“”'],
  [750, 'CPSYZbdghnpqu{}ЗРСЭийлрц'],
  [800, 'ABKRVXАБВУХЬЯъ'],
  [850, '#+<=>DGHNU^~ИЙКЛНПЧдм−→↻'],
  [900, '&OQДО'],
  [950, 'wЦЪы'],
  [1000, '@MМФжфю—…'],
  [1050, '%mЫ'],
  [1100, 'ш'],
  [1150, 'Wщ'],
  [1200, 'Ю'],
  [1250, 'ЖШ'],
  [1350, 'Щ'],
]
/** Letters of other scripts are taken to be as wide as the widest usual ones. */
const UNKNOWN = 1100

const tableOf = (rows: typeof REGULAR): Map<string, number> =>
  new Map(rows.flatMap(([width, letters]) => Array.from(letters, (letter) => [letter, width] as const)))
const TABLES = { regular: tableOf(REGULAR), bold: tableOf(BOLD) }

/** How a text is set: size in px. */
export interface Font {
  size: number
  bold?: boolean
}

/** How wide a line of text is at most, in px. */
export function textWidth(text: string, { size, bold }: Font): number {
  const table = bold ? TABLES.bold : TABLES.regular
  let width = 0
  for (const letter of text) width += table.get(letter) ?? UNKNOWN
  return (width * size) / 1000
}

/** A text broken into lines no wider than this, between words where it can be, within one where it must. */
export function wrapped(text: string, font: Font, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).flatMap((one) => chopped(one, font, width))) {
    const longer = line ? `${line} ${word}` : word
    if (line && textWidth(longer, font) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return line ? [...lines, line] : lines
}

function chopped(word: string, font: Font, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  // Names of templates are broken after a slash rather than within a word.
  for (const part of textWidth(word, font) > width ? word.split(/(?<=[/._-])/) : [word])
    for (const letter of textWidth(part, font) > width ? part : [part]) {
      if (piece && textWidth(piece + letter, font) > width) {
        pieces.push(piece)
        piece = ''
      }
      piece += letter
    }
  return piece ? [...pieces, piece] : pieces
}
