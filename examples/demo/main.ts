import { styleText } from 'node:util'
import type { Counts } from './counts.ts'
import { playDemo } from './play.ts'

const started = performance.now()

function tell(what: string, detail = ''): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(0).padStart(3)
  process.stdout.write(
    `${styleText('dim', `${seconds} s`)}  ${styleText('bold', what.padEnd(9))} ${detail}\n`,
  )
}

function table(counts: Counts): string {
  const { skipped, ...numbers } = counts
  const lines = Object.entries(numbers).map(([name, n]) => `  ${name.padEnd(13)} ${String(n).padStart(5)}`)
  const reasons = Object.entries(skipped).map(
    ([reason, n]) => `  ${'skipped'.padEnd(13)} ${String(n).padStart(5)}  ${reason}`,
  )
  return [...lines, ...reasons].join('\n')
}

try {
  const counts = await playDemo(tell)
  process.stdout.write(`\n${styleText('bold', 'What came of it')}\n${table(counts)}\n`)
} catch (error) {
  process.stderr.write(`${styleText('red', error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}
