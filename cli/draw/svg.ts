import type { DrawEnding, Drawing, DrawNode } from '../../core/readers/draw/drawing.ts'
import { ICONS, STYLE, TONES } from './look.ts'
import {
  AXIS,
  type Box,
  FONTS,
  LEADING,
  type Line,
  PADDING,
  type Placed,
  type PlacedColumn,
  type Point,
  placeGraph,
  setText,
} from './place.ts'
import { type Font, textWidth } from './text-width.ts'

const MARGIN = 28
const HEADING = 62
const APART = 48
const ENDING_GAP = 18
const WIDEST_ENDING = 260

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.codePointAt(0)};`)
const px = (n: number): string => String(Math.round(n * 10) / 10)

function text(x: number, y: number, line: string, font: Font, attributes = ''): string {
  const weight = font.bold ? ' font-weight="700"' : ''
  return `<text x="${px(x)}" y="${px(y)}" font-size="${font.size}"${weight}${attributes}>${escaped(line)}</text>`
}

const moved = (x: number, y: number, inner: string): string =>
  `<g transform="translate(${px(x)} ${px(y)})">${inner}</g>`

/** A curve through the points that leaves and arrives upright. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let at = first
  const parts = rest.map((to) => {
    const middle = (at.y + to.y) / 2
    const part =
      Math.abs(at.x - to.x) < 0.5
        ? `V${px(to.y)}`
        : `C${px(at.x)} ${px(middle)} ${px(to.x)} ${px(middle)} ${px(to.x)} ${px(to.y)}`
    at = to
    return part
  })
  return `M${px(first.x)} ${px(first.y)}${parts.join('')}`
}

const tip = ({ x, y }: Point): string => `<path class="tip" d="M${px(x)} ${px(y)}l-4.5 -8.5q4.5 2.4 9 0z"/>`

function way({ points, label }: Line): string {
  const end = points.at(-1)
  const behind = label
    ? points.findIndex(({ x, y }) => x === label.x && y < label.y && y >= label.y - label.half)
    : -1
  const path =
    behind === -1 ? curve(points) : curve(points.slice(0, behind + 1)) + curve(points.slice(behind + 1))
  const words = (label?.lines ?? []).map((line, n) => {
    const y = (label?.y ?? 0) + (n - ((label?.lines.length ?? 1) - 1) / 2) * LEADING.label + 4
    return text(label?.x ?? 0, y, line, FONTS.label, ' class="label" text-anchor="middle"')
  })
  return `<path class="way" d="${path}"/>${end ? tip(end) : ''}${words.join('')}`
}

function icon(kind: keyof typeof ICONS, x: number, y: number): string {
  const path = ICONS[kind]
  return path ? moved(x, y, `<path class="icon line-${TONES[kind]}" d="${path}"/>`) : ''
}

/** Caption, title and notes, from the upper left corner of what they stand in. */
function words(
  kind: keyof typeof TONES,
  of: { caption: string; title: readonly string[]; notes: readonly string[] },
): string {
  let y = PADDING.y
  const lines: string[] = []
  if (of.caption) {
    const spaced = ` class="on-${TONES[kind]}" letter-spacing=".06em"`
    lines.push(
      icon(kind, PADDING.x, y),
      text(PADDING.x + 18, y + 10, of.caption.toUpperCase(), FONTS.caption, spaced),
    )
    y += LEADING.caption
  }
  for (const line of of.title) {
    lines.push(text(PADDING.x, y + 13, line, FONTS.title))
    y += LEADING.title
  }
  for (const line of of.notes) {
    lines.push(text(PADDING.x, y + 12, line, FONTS.note, ' class="soft"'))
    y += LEADING.note
  }
  return lines.join('')
}

const ROUND: Partial<Record<DrawNode['kind'], number>> = { start: 18, wait: 18, over: 18, end: 18 }

const card = ({ node, width, height, title, notes }: Box): string =>
  `<rect class="${TONES[node.kind]}" width="${px(width)}" height="${px(height)}" rx="${ROUND[node.kind] ?? 7}"${
    node.kind === 'wait' ? ' stroke-dasharray="5 4"' : ''
  }/>${words(node.kind, { caption: node.caption, title, notes })}`

const middleOf = ({ x, width }: PlacedColumn): number => x + width / 2

/** The times of an `around` on a line, and on it a flag where the date itself is. */
function axis(box: Box): string {
  const y = box.header + AXIS.line
  const dots = box.columns.map((column) => {
    const x = middleOf(column)
    const label = text(
      x,
      y - 12,
      column.column.label,
      { ...FONTS.label, bold: true },
      ' text-anchor="middle"',
    )
    const down =
      column.placed.boxes.length > 0 ? way({ points: [{ x, y: y + 5 }, firstTop(column)], label: null }) : ''
    return `${down}<circle class="ink" cx="${px(x)}" cy="${px(y)}" r="5"/>${label}`
  })
  const flag = dateAt(box)
  return (
    `<path class="way" d="M${px(PADDING.x)} ${px(y)}H${px(box.width - PADDING.x)}"/>` +
    `<path class="line-red" stroke-width="2" d="M${px(flag)} ${px(y - 9)}v18"/>` +
    `<path class="on-red" d="M${px(flag)} ${px(y - 9)}h8l-2.4 3.5 2.4 3.5h-8z"/>${dots.join('')}`
  )
}

function firstTop(column: PlacedColumn): Point {
  const [first] = column.placed.boxes
  return {
    x: column.x + shift(column) + (first ? first.x + first.width / 2 : 0),
    y: column.y + (first?.y ?? 0),
  }
}

const shift = ({ width, placed }: PlacedColumn): number => (width - placed.width) / 2

// Between the last time before the date and the first after it; at an end if all are on one side.
function dateAt({ columns, width }: Box): number {
  const after = columns.findIndex(({ column }) => !column.offset?.startsWith('-'))
  const next = columns[after]
  if (after === -1 || !next) return width - PADDING.x - 12
  const before = columns[after - 1]
  return before ? (before.x + before.width + next.x) / 2 : PADDING.x + 4
}

function panel(box: Box): string {
  const onAxis = box.columns.some(({ column }) => column.offset !== null)
  const columns = box.columns.map((column) => moved(column.x + shift(column), column.y, graph(column.placed)))
  return `<g class="panel"><rect class="frame" width="${px(box.width)}" height="${px(box.height)}" rx="12"/>${words(
    box.node.kind,
    { caption: box.node.caption, title: box.title, notes: box.notes },
  )}${onAxis ? axis(box) : loop(box)}${columns.join('')}</g>`
}

/** From the last step of a `repeat` back to its first. */
function loop(box: Box): string {
  const [column] = box.columns
  const boxes = column?.placed.boxes ?? []
  if (!column || boxes.length === 0) return ''
  const right = Math.min(box.width - 8, column.x + column.width + 14)
  const [top, bottom] = [column.y - 10, column.y + column.placed.height + 10]
  const x = firstTop(column).x
  return (
    way({
      points: [{ x, y: top }, firstTop(column)],
      label: null,
    }) + `<path class="way" d="M${px(x)} ${px(bottom - 10)}V${px(bottom)}H${px(right)}V${px(top)}H${px(x)}"/>`
  )
}

const graph = (placed: Placed): string =>
  placed.lines.map(way).join('') +
  placed.boxes
    .map((box) => {
      const step = box.node.step === null ? '' : ` data-step="${escaped(box.node.step)}"`
      const inner = box.columns.length > 0 ? panel(box) : card(box)
      return `<g${step} transform="translate(${px(box.x)} ${px(box.y)})">${inner}</g>`
    })
    .join('\n')

/** A goal or a stop: when, and what is done then. */
function ending({ kind, caption, when, graph: steps }: DrawEnding) {
  const placed = placeGraph(steps)
  const set = setText({ caption, title: when, notes: [] }, WIDEST_ENDING)
  const filled = placed.boxes.length > 0
  const width = Math.max(set.width, placed.width + 2 * PADDING.x)
  const height = set.height + (filled ? placed.height + 14 + PADDING.y : 0)
  const inner = (width: number) =>
    `<rect class="${TONES[kind]}" width="${px(width)}" height="${px(height)}" rx="12"/>` +
    words(kind, { caption, title: set.title, notes: [] }) +
    (filled ? moved((width - placed.width) / 2, set.height + 8, graph(placed)) : '')
  return { width, height, inner }
}

/**
 * The drawing as SVG: one file that needs nothing else, with colours for light and for dark. `description` is read to
 * those who cannot see it.
 */
export function svg(drawing: Drawing, description: string): string {
  const flow = placeGraph(drawing.flow)
  const endings = drawing.endings.map(ending)
  const side = Math.max(0, ...endings.map((one) => one.width))
  const left = MARGIN + flow.width + APART
  const heading = Math.max(
    textWidth(drawing.sequence, FONTS.heading),
    textWidth(drawing.about.join(' · '), FONTS.note),
  )
  const width = MARGIN * 2 + Math.max(heading, flow.width + (endings.length > 0 ? APART + side : 0))
  const stack = endings.reduce((sum, one) => sum + one.height + ENDING_GAP, 24)
  const height = MARGIN * 2 + HEADING + Math.max(flow.height, endings.length > 0 ? stack : 0)
  let y = MARGIN + HEADING + 24
  const aside = endings.map((one) => {
    const placed = moved(left, y, one.inner(side))
    y += one.height + ENDING_GAP
    return placed
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="kindling" role="img" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" style="max-width:100%;height:auto">`,
    `<title>${escaped(drawing.sequence)}</title><desc>${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="100%" height="100%" rx="14"/>`,
    text(MARGIN, MARGIN + 18, drawing.sequence, FONTS.heading),
    text(MARGIN, MARGIN + 38, drawing.about.join(' · '), FONTS.note, ' class="soft"'),
    moved(MARGIN, MARGIN + HEADING, graph(flow)),
    ...(endings.length > 0
      ? [text(left, MARGIN + HEADING + 12, drawing.anytime, FONTS.note, ' class="soft"'), ...aside]
      : []),
    '</svg>',
    '',
  ].join('\n')
}
