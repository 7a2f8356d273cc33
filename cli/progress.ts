/** A line on stderr for work of over a second. Times here are machine time: they only pace what a person sees. */
export class Progress {
  readonly #label: string
  readonly #total: number | null
  readonly #started = performance.now()
  #shown = 0
  #done = 0

  /** `total` in the units that `step` counts; null where nobody knows it. */
  constructor(label: string, total: number | null) {
    this.#label = label
    this.#total = total
  }

  /** So much more is done. */
  step(by = 1): void {
    this.#done += by
    const now = performance.now()
    const pause = process.stderr.isTTY ? 100 : 5000
    if (now - this.#started < 1000 || now - this.#shown < pause) return
    this.#shown = now
    this.#write()
  }

  /** Clears the line. */
  end(): void {
    if (this.#shown > 0 && process.stderr.isTTY) process.stderr.write('\r\u001b[2K')
  }

  #write(): void {
    const part = this.#total ? Math.min(1, this.#done / this.#total) : null
    const filled = part === null ? 0 : Math.round(part * 24)
    const bar =
      part === null ? '' : ` ${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${Math.round(part * 100)} %`
    const text = `${this.#label}${bar} ${part === null ? this.#done : ''}`.trimEnd()
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[2K${text}` : `${text}\n`)
  }
}
