import type { DrawGraph, Drawing, DrawNode } from './drawing.ts'

const SHAPES: Partial<Record<DrawNode['kind'], readonly [open: string, close: string]>> = {
  start: ['([', '])'],
  over: ['((', '))'],
  wait: ['([', '])'],
  branch: ['{{', '}}'],
  split: ['{{', '}}'],
  end: ['([', '])'],
}

const CLASSES = [
  'classDef send fill:#dbeafe,stroke:#2563eb,color:#0b1f44',
  'classDef wait fill:#f1f5f9,stroke:#94a3b8,color:#1e293b,stroke-dasharray:4 3',
  'classDef task fill:#fef3c7,stroke:#d97706,color:#3f2a04',
  'classDef handOff fill:#dcfce7,stroke:#16a34a,color:#052e16',
  'classDef branch fill:#ede9fe,stroke:#7c3aed,color:#2e1065',
  'classDef stop fill:#fee2e2,stroke:#dc2626,color:#450a0a',
]
const CLASS_OF: Partial<Record<DrawNode['kind'], string>> = {
  send: 'send',
  wait: 'wait',
  task: 'task',
  handOff: 'handOff',
  branch: 'branch',
  split: 'branch',
  end: 'stop',
}

// Mermaid reads quotes, angle brackets and # as its own; as character codes they are text.
const escaped = (text: string): string =>
  text.replace(/["<>#&;`\\]/g, (one) => `#${one.codePointAt(0)};`).replace(/\s+/g, ' ')

const label = ({ caption, title, notes }: DrawNode): string =>
  [...(caption ? [`${escaped(caption)}: ${escaped(title)}`] : [escaped(title)]), ...notes.map(escaped)].join(
    '<br/>',
  )

function nodeLines(node: DrawNode, indent: string): string[] {
  if (node.columns.length === 0) {
    const [open, close] = SHAPES[node.kind] ?? ['[', ']']
    const look = CLASS_OF[node.kind]
    return [`${indent}${node.id}${open}"${label(node)}"${close}${look ? `:::${look}` : ''}`]
  }
  return [
    `${indent}subgraph ${node.id}["${label(node)}"]`,
    `${indent}  direction LR`,
    ...node.columns.flatMap((column, n) =>
      columnLines(`${node.id}c${n + 1}`, column.label, column.graph, `${indent}  `),
    ),
    ...node.columns.slice(1).map((_, n) => `${indent}  ${node.id}c${n + 1} ~~~ ${node.id}c${n + 2}`),
    `${indent}end`,
  ]
}

// A subgraph without a node is drawn as nothing, so an empty one gets a dash.
const columnLines = (id: string, title: string, graph: DrawGraph, indent: string): string[] => [
  `${indent}subgraph ${id}["${escaped(title) || '↻'}"]`,
  `${indent}  direction TB`,
  ...(graph.nodes.length === 0 ? [`${indent}  ${id}x["–"]`] : graphLines(graph, `${indent}  `)),
  `${indent}end`,
]

const graphLines = (graph: DrawGraph, indent: string): string[] => [
  ...graph.nodes.flatMap((node) => nodeLines(node, indent)),
  ...graph.edges.map(
    (edge) => `${indent}${edge.from} -->${edge.label ? `|"${escaped(edge.label)}"|` : ''} ${edge.to}`,
  ),
]

/** The drawing as a Mermaid flowchart, for pages that render it. */
export const mermaid = (drawing: Drawing): string =>
  [
    'flowchart TD',
    ...graphLines(drawing.flow, '  '),
    ...drawing.endings.flatMap(({ kind, caption, when, graph }, n) => [
      `  subgraph e${n + 1}["${escaped(caption)}: ${escaped(when)}"]`,
      '    direction TB',
      ...(graph.nodes.length === 0
        ? [`    e${n + 1}x(("●"))${kind === 'stop' ? ':::stop' : ':::handOff'}`]
        : graphLines(graph, '    ')),
      '  end',
    ]),
    ...CLASSES.map((line) => `  ${line}`),
    '',
  ].join('\n')
