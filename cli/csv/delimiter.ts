const CANDIDATES = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof CANDIDATES)[number]

/** The delimiter that cuts the first lines into the most columns, equally often in each. Quoted text is not looked into. */
export function findDelimiter(head: string): Delimiter {
  const lines = head
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  let best: { delimiter: Delimiter; points: number } = { delimiter: ',', points: 0 }
  for (const delimiter of CANDIDATES) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const first = counts[0] ?? 0
    const points =
      first === 0 ? 0 : first * (counts.filter((count) => count === first).length / counts.length)
    if (points > best.points) best = { delimiter, points }
  }
  return best.delimiter
}
