type Act = () => Promise<void>

/** What people will do, by its instant (epoch ms). */
export class Agenda {
  readonly #at = new Map<number, Act[]>()
  // Sorted only when asked: most of what is planned is planned far ahead.
  #instants: number[] = []
  #sorted = true

  plan(at: number, act: Act): void {
    const whole = Math.ceil(at)
    const acts = this.#at.get(whole)
    if (acts) {
      acts.push(act)
      return
    }
    this.#at.set(whole, [act])
    this.#instants.push(whole)
    this.#sorted = false
  }

  /** The next instant at which somebody does something; Infinity if nobody does. */
  next(): number {
    if (!this.#sorted) {
      this.#instants.sort((a, b) => b - a)
      this.#sorted = true
    }
    return this.#instants.at(-1) ?? Infinity
  }

  /** All that is planned up to this instant. */
  take(until: number): Act[] {
    const acts: Act[] = []
    while (this.next() <= until) {
      const at = this.#instants.pop()
      acts.push(...(this.#at.get(at ?? 0) ?? []))
      this.#at.delete(at ?? 0)
    }
    return acts
  }
}
