import { Graph, layout } from '@dagrejs/dagre'
import type { DrawColumn, DrawGraph, DrawNode } from '../../core/readers/draw/drawing.ts'
import { type Font, textWidth, wrapped } from './text-width.ts'

/** The fonts of a drawing. */
export const FONTS = {
  heading: { size: 20, bold: true },
  caption: { size: 10, bold: true },
  title: { size: 13, bold: true },
  note: { size: 11.5 },
  label: { size: 11.5 },
} as const satisfies Record<string, Font>

/** Distances between lines, in px. */
export const LEADING = { caption: 17, title: 17, note: 15.5, label: 14.5 } as const
export const PADDING = { x: 14, y: 10 } as const

const WIDEST_CARD = 230
const WIDEST_LABEL = 150
const WIDEST_HEADER = 420
const COLUMN_GAP = 26
/** Of a panel, from its header to the first step of a column. */
export const AXIS = { line: 34, below: 58 } as const

/** A point, in px. */
export interface Point {
  x: number
  y: number
}

/** A node in its place: `x`, `y` its upper left corner. */
export interface Box extends Point {
  node: DrawNode
  width: number
  height: number
  title: string[]
  notes: string[]
  /** Height of caption, title and notes. */
  header: number
  columns: PlacedColumn[]
}

/** A column of a panel in its place, relative to the panel. */
export interface PlacedColumn extends Point {
  column: DrawColumn
  width: number
  placed: Placed
}

/** A way in its place, with its label around its middle. */
export interface Line {
  points: Point[]
  label: (Point & { lines: string[]; half: number }) | null
}

/** A graph in its place: everything is right of and below 0, 0. */
export interface Placed {
  width: number
  height: number
  boxes: Box[]
  lines: Line[]
}

const widest = (lines: readonly string[], font: Font): number =>
  Math.max(0, ...lines.map((line) => textWidth(line, font)))

/** Sets a caption, a title and notes: their lines, and the room they take. */
export function setText(of: { caption: string; title: string; notes: readonly string[] }, limit: number) {
  const title = wrapped(of.title, FONTS.title, limit)
  const notes = of.notes.flatMap((note) => wrapped(note, FONTS.note, limit))
  const height =
    (of.caption ? LEADING.caption : 0) +
    title.length * LEADING.title +
    notes.length * LEADING.note +
    2 * PADDING.y
  const caption = of.caption ? textWidth(of.caption.toUpperCase(), FONTS.caption) * 1.08 + 18 : 0
  const inner = Math.max(caption, widest(title, FONTS.title), widest(notes, FONTS.note))
  return { title, notes, height, width: inner + 2 * PADDING.x }
}

/** Which labels of an axis are asked for: a `repeat` has none. */
const hasAxis = (node: DrawNode): boolean => node.columns.some((column) => column.offset !== null)

function measured(node: DrawNode): Box {
  const panel = node.columns.length > 0
  const text = setText(node, panel ? WIDEST_HEADER : WIDEST_CARD)
  const base = { node, x: 0, y: 0, title: text.title, notes: text.notes, header: text.height }
  if (!panel) return { ...base, width: text.width, height: text.height, columns: [] }
  const top = text.height + (hasAxis(node) ? AXIS.below : 6)
  let x = COLUMN_GAP
  const columns = node.columns.map((column): PlacedColumn => {
    const placed = placeGraph(column.graph)
    const width = Math.max(placed.width, textWidth(column.label, { ...FONTS.label, bold: true }), 40)
    const at = { x, y: top }
    x += width + COLUMN_GAP
    return { column, ...at, width, placed }
  })
  const tallest = Math.max(0, ...columns.map((column) => column.placed.height))
  const width = Math.max(x + (hasAxis(node) ? COLUMN_GAP : 0), text.width)
  return {
    ...base,
    width,
    height: top + tallest + COLUMN_GAP,
    columns: columns.map((one) => centred(one, x, width)),
  }
}

// A header that is wider than all columns leaves room on both sides.
const centred = (column: PlacedColumn, used: number, width: number): PlacedColumn => ({
  ...column,
  x: column.x + Math.max(0, (width - used) / 2),
})

interface LaidOut extends Point {
  width: number
  height: number
}

interface LaidOutEdge extends Partial<Point> {
  points: Point[]
  lines: string[]
}

const halfOf = (lines: readonly string[]): number => (lines.length * LEADING.label) / 2 + 2

// A way goes straight through its label, so that it bends above and below the words, not behind them.
function aroundLabel(point: Point, { x, y, lines }: LaidOutEdge): Point[] {
  if (lines.length === 0 || x === undefined || y === undefined || Math.abs(point.y - y) > 1) return [point]
  const half = halfOf(lines)
  return [
    { x, y: y - half },
    { x, y: y + half },
  ]
}

/** Finds the place of every node and way. */
export function placeGraph(graph: DrawGraph): Placed {
  if (graph.nodes.length === 0) return { width: 0, height: 0, boxes: [], lines: [] }
  const boxes = graph.nodes.map(measured)
  const dagre = new Graph({ multigraph: true })
  dagre.setGraph({ rankdir: 'TB', nodesep: 30, edgesep: 24, ranksep: 30, marginx: 1, marginy: 1 })
  for (const { node, width, height } of boxes) dagre.setNode(node.id, { width, height })
  graph.edges.forEach(({ from, to, label }, n) => {
    const lines = wrapped(label, FONTS.label, WIDEST_LABEL)
    const size = { width: widest(lines, FONTS.label) + 8, height: lines.length * LEADING.label + 18 }
    dagre.setEdge(from, to, label ? { ...size, labelpos: 'c', lines } : { lines }, String(n))
  })
  // Arms stay in the order of the plan, first one left: as they are added they cross nothing.
  layout(dagre, { disableOptimalOrderHeuristic: true })
  const { width = 0, height = 0 } = dagre.graph() as { width?: number; height?: number }
  for (const box of boxes) {
    const at = dagre.node(box.node.id) as LaidOut
    box.x = at.x - box.width / 2
    box.y = at.y - box.height / 2
  }
  const lines = graph.edges.map(({ from, to }, n): Line => {
    const edge = dagre.edge(from, to, String(n)) as {
      points: Point[]
      x?: number
      y?: number
      lines: string[]
    }
    const [start, end] = [dagre.node(from) as LaidOut, dagre.node(to) as LaidOut]
    const points = [
      { x: start.x, y: start.y + start.height / 2 },
      ...edge.points.slice(1, -1).flatMap((point) => aroundLabel(point, edge)),
      { x: end.x, y: end.y - end.height / 2 },
    ]
    const label =
      edge.lines.length > 0
        ? { x: edge.x ?? 0, y: edge.y ?? 0, lines: edge.lines, half: halfOf(edge.lines) }
        : null
    return { points, label }
  })
  return { width, height, boxes, lines }
}
