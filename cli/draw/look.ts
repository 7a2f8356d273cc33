import type { DrawNode } from '../../core/readers/draw/drawing.ts'

/** Colours by kind: each has a tint for the card and an ink for its border and caption. */
export const TONES: Record<DrawNode['kind'] | 'goal' | 'stop', string> = {
  start: 'ink',
  over: 'ink',
  send: 'blue',
  wait: 'grey',
  around: 'grey',
  repeat: 'grey',
  branch: 'violet',
  split: 'violet',
  task: 'amber',
  set: 'teal',
  record: 'teal',
  enrol: 'teal',
  handOff: 'green',
  goal: 'green',
  stop: 'red',
  end: 'red',
}

/** One picture of 12 by 12 for each kind. */
export const ICONS: Partial<Record<DrawNode['kind'] | 'goal' | 'stop', string>> = {
  start: 'M3 1.5 L10.5 6 L3 10.5 Z',
  send: 'M1 2.5 H11 V9.5 H1 Z M1 2.5 L6 6.8 L11 2.5',
  wait: 'M6 1 A5 5 0 1 0 6.01 1 Z M6 3.2 V6 L8 7.4',
  around: 'M1.5 2.5 H10.5 V10.5 H1.5 Z M1.5 5 H10.5 M4 1 V3.4 M8 1 V3.4',
  repeat: 'M10 4 A4.3 4.3 0 1 0 10.3 7 M10.4 1.4 V4.2 H7.6',
  branch: 'M6 11 V7 L2 3 M6 7 L10 3 M2 5.2 V3 H4.2 M7.8 3 H10 V5.2',
  split: 'M6 11 V7 L2 3 M6 7 L10 3 M2 5.2 V3 H4.2 M7.8 3 H10 V5.2',
  task: 'M1.5 1.5 H10.5 V10.5 H1.5 Z M3.6 6 L5.4 8 L8.6 4',
  set: 'M1.5 10.5 L2.2 7.8 L8.6 1.5 L10.5 3.4 L4.2 9.8 Z',
  record: 'M2.5 1 H7.5 L9.8 3.4 V11 H2.5 Z M4.4 5.6 H8 M4.4 8 H8',
  enrol: 'M1 6 H8 M5.4 3 L8.4 6 L5.4 9 M10.8 1.5 V10.5',
  handOff: 'M6 1.4 A2.2 2.2 0 1 0 6.01 1.4 Z M1.6 11 C1.6 7.6 10.4 7.6 10.4 11',
  goal: 'M3 11 V1.5 M3 1.8 H10 L8 4.2 L10 6.6 H3',
  stop: 'M4 1 H8 L11 4 V8 L8 11 H4 L1 8 V4 Z',
  end: 'M4 1 H8 L11 4 V8 L8 11 H4 L1 8 V4 Z',
}

const LIGHT = {
  page: '#ffffff',
  text: '#16202e',
  soft: '#5b6878',
  way: '#93a1b3',
  panel: '#f6f8fb',
  'ink-tint': '#e8edf4',
  ink: '#33445c',
  'blue-tint': '#e8f1ff',
  blue: '#1d5fd1',
  'grey-tint': '#ffffff',
  grey: '#66758a',
  'violet-tint': '#f2ecff',
  violet: '#6f3fd4',
  'amber-tint': '#fff4dc',
  amber: '#a86200',
  'teal-tint': '#e2f6f5',
  teal: '#0b7a78',
  'green-tint': '#e3f6e8',
  green: '#17803d',
  'red-tint': '#fdeaea',
  red: '#c02a2a',
}
const DARK: typeof LIGHT = {
  page: '#0f1620',
  text: '#eaf0f7',
  soft: '#a3b1c2',
  way: '#60708a',
  panel: '#151e2b',
  'ink-tint': '#223046',
  ink: '#b5c6de',
  'blue-tint': '#14294a',
  blue: '#80b3ff',
  'grey-tint': '#1a2433',
  grey: '#9aabc1',
  'violet-tint': '#291d4a',
  violet: '#c0a2ff',
  'amber-tint': '#3a2907',
  amber: '#f5bd5a',
  'teal-tint': '#0c3233',
  teal: '#62d3cf',
  'green-tint': '#10351e',
  green: '#74d695',
  'red-tint': '#401a1c',
  red: '#ff9a97',
}

const variables = (colours: typeof LIGHT): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** Styles of a drawing: light, and dark where the reader's machine asks for it. */
export const STYLE = [
  `.kindling{${variables(LIGHT)};font-family:"DejaVu Sans",Verdana,"Segoe UI",system-ui,sans-serif}`,
  `@media(prefers-color-scheme:dark){.kindling{${variables(DARK)}}}`,
  '.kindling .page{fill:var(--page)}',
  '.kindling text{fill:var(--text)}',
  '.kindling .soft{fill:var(--soft)}',
  '.kindling .way{fill:none;stroke:var(--way);stroke-width:1.6}',
  '.kindling .tip{fill:var(--way)}',
  '.kindling .label{fill:var(--soft);paint-order:stroke;stroke:var(--page);stroke-width:5px;stroke-linejoin:round}',
  '.kindling .panel .label{stroke:var(--panel)}',
  '.kindling .icon{fill:none;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}',
  '.kindling .frame{fill:var(--panel);stroke:var(--way);stroke-width:1.2}',
  ...[...new Set(Object.values(TONES))].flatMap((tone) => [
    `.kindling .${tone}{fill:var(--${tone}-tint);stroke:var(--${tone});stroke-width:1.3}`,
    `.kindling .on-${tone}{fill:var(--${tone})}`,
    `.kindling .line-${tone}{stroke:var(--${tone})}`,
  ]),
].join('\n')
