import { styleText } from 'node:util'

type Style = 'green' | 'red' | 'yellow' | 'dim' | 'bold'

/** Coloured on a terminal only; `NO_COLOR` is honoured. */
export const paint = (style: Style, text: string): string =>
  styleText(style, text, { stream: process.stdout })

/** What a command says: with `--json` the value as one line, otherwise the lines for people. */
export function say(json: boolean | undefined, value: unknown, lines: string[]): void {
  process.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''))
}

/** The command was called wrongly: exit code 2. */
export class UsageError extends Error {}

/** The command did its work and found faults, or was refused: exit code 1. `details` go below, one a line. */
export class Refused extends Error {
  readonly details: string[]
  constructor(message: string, details: string[] = []) {
    super(message)
    this.details = details
  }
}

interface Named {
  path: string
  message: string
  hint?: string
  words?: string
}

const marked = (mark: string, found: Named[]): string[] =>
  found.flatMap(({ path, message, hint, words }) => [
    `${mark} ${paint('bold', path)}: ${message}${hint ? `; ${paint('dim', hint)}` : ''}`,
    ...(words === undefined ? [] : [`    ${paint('dim', words)}`]),
  ])

/** Faults as lines: the path, what is wrong, what to do, and below it what stands there. */
export const faultLines = (faults: Named[]): string[] => marked(paint('red', '✗'), faults)

/** What is worth a look, as lines. */
export const warningLines = (warnings: Named[]): string[] => marked(paint('yellow', '!'), warnings)

/** `1 lead`, `2 leads`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
