import { z } from 'zod'

/** Where in the talk an answer is given: at RCPT, when the body begins, when it is whole. */
const rule = z.strictObject({
  /** Whom it concerns; absent: everybody. */
  to: z.string().max(320).optional(),
  at: z.enum(['rcpt', 'body', 'end']),
  /** The SMTP code; absent: the line is cut. */
  code: z.number().int().min(400).max(599).optional(),
  text: z.string().max(500).default('said by the script'),
  /** How often; absent: always. */
  times: z.number().int().min(1).optional(),
  /** At the end: whether the mail is kept all the same. */
  keep: z.boolean().default(false),
})

/** What the sink is told to answer, for tests. */
export const scriptSchema = z.array(rule).max(100)
export type ScriptRule = z.infer<typeof rule>

/** `someone+421@example.com` answers 421 at RCPT without any script. */
const WRITTEN = /\+(4\d\d|5\d\d)@/

/** Scripted answers, the first that fits; those with `times` wear out. */
export class Script {
  #rules: ScriptRule[] = []

  set(rules: ScriptRule[]): void {
    this.#rules = rules.map((one) => ({ ...one }))
  }

  answer(at: ScriptRule['at'], to: string): ScriptRule | null {
    const written = at === 'rcpt' ? WRITTEN.exec(to)?.[1] : undefined
    if (written) return { at, code: Number(written), text: 'as the address asks', keep: false }
    const found = this.#rules.find(
      (one) => one.at === at && (one.to === undefined || one.to.toLowerCase() === to.toLowerCase()),
    )
    if (!found) return null
    if (found.times !== undefined && (found.times -= 1) === 0)
      this.#rules.splice(this.#rules.indexOf(found), 1)
    return found
  }
}
