/** One thing that was measured: its value beside another's, and what it should be. */
export interface Line {
  what: string
  /** Of ours, and of what it stands beside; as text with its unit. */
  ours: string
  beside: string
  /** Ratio or value that the target is about; null where there is none. */
  target: { text: string; met: boolean } | null
}

/** What a row of the bench found. `notes`: how to read it. */
export interface Report {
  title: string
  beside: string
  lines: Line[]
  notes: string[]
}

/** A row of the bench, by the name that the command line takes. */
export interface Row {
  name: string
  run(): Promise<Report>
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (n: number) => sorted[n] ?? Number.NaN
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2
}

/** The value below which so many of a hundred lie, by nearest rank. */
export function percentile(values: number[], n: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((sorted.length * n) / 100) - 1)] ?? Number.NaN
}

/** Median with the smallest and the largest: `0.63 (0.58 to 0.71)`. */
export function spread(values: number[], digits = 2): string {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`
}

/** A report as a table for a terminal. */
export function asTable({ title, beside, lines, notes }: Report): string {
  const rows = [
    ['', 'Kindling', beside, 'to reach'],
    ...lines.map(({ what, ours, beside: other, target }) => [
      what,
      ours,
      other,
      target ? `${target.text}  ${target.met ? 'met' : 'NOT MET'}` : '',
    ]),
  ]
  const widths = [0, 1, 2, 3].map((n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)))
  const text = rows.map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return [title, ...text.map((row) => `  ${row}`), ...notes.map((note) => `  ${note}`)].join('\n')
}
