import { Readable } from 'node:stream'

const CHUNK = 64 * 1024

/** How much of the body went to the server when the mail ended: decides whether it may be sent again. */
export type Offered = 'none' | 'part' | 'whole'

/**
 * The body as a stream of our own, so that we know what was read of it. Nothing of it is given before `may` says yes:
 * it is asked at the first read, when the server has taken the envelope.
 */
export class Body extends Readable {
  offered: Offered = 'none'
  /** `may` said no: nothing was given. */
  withheld = false
  readonly #bytes: Buffer
  readonly #may: () => Promise<boolean>
  #at = 0
  #asked = false

  constructor(bytes: Buffer, may: () => Promise<boolean>) {
    super()
    this.#bytes = bytes
    this.#may = may
  }

  override _read(): void {
    if (this.#asked) return this.#give()
    this.#asked = true
    this.#may().then(
      (yes) => {
        if (yes) return this.#give()
        this.withheld = true
        this.destroy(new Error('withheld'))
      },
      (error: unknown) => this.destroy(error as Error),
    )
  }

  #give(): void {
    if (this.destroyed) return
    const chunk = this.#bytes.subarray(this.#at, this.#at + CHUNK)
    this.#at += chunk.length
    this.offered = this.#at >= this.#bytes.length ? 'whole' : 'part'
    this.push(chunk)
    if (this.offered === 'whole') this.push(null)
  }
}
