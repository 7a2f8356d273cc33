import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { stringify } from 'csv-stringify/sync'

/** The rows that were not taken, as a table that opens in any spreadsheet. The file is made with the first of them. */
export class Rejects {
  readonly file: string
  readonly #headers: string[]
  #stream: WriteStream | null = null
  #count = 0

  constructor(file: string, headers: string[]) {
    this.file = file
    this.#headers = headers
  }

  get count(): number {
    return this.#count
  }

  add(line: number, reason: string, cells: string[]): void {
    this.#count++
    if (!this.#stream) {
      this.#stream = createWriteStream(this.file)
      // Spreadsheets take a file without the mark for one of the local code page.
      this.#stream.write(`\ufeff${stringify([['row', 'reason', ...this.#headers]])}`)
    }
    this.#stream.write(stringify([[String(line), reason, ...cells]], { escape_formulas: true }))
  }

  async close(): Promise<void> {
    if (!this.#stream) return
    this.#stream.end()
    await finished(this.#stream)
  }
}
