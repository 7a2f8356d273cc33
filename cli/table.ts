const lengthOf = (text: string): number => Array.from(text).length

/** Rows as lines in columns as wide as their widest cell; numbers stand right. Widths count characters, not bytes. */
export function tableLines(head: string[], rows: (string | number)[][]): string[] {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const width = head.map((_, n) => Math.max(...cells.map((row) => lengthOf(row[n] ?? ''))))
  const right = head.map((_, n) => rows.length > 0 && rows.every((row) => typeof row[n] === 'number'))
  return cells.map((row) =>
    row
      .map((cell, n) => {
        const rest = ' '.repeat((width[n] ?? 0) - lengthOf(cell))
        return right[n] ? rest + cell : cell + rest
      })
      .join('  ')
      .trimEnd(),
  )
}
