import { cpus } from 'node:os'
import { endAll } from './ground/ending.ts'
import { asTable, type Row } from './report.ts'
import { facts } from './rows/facts.ts'
import { journey } from './rows/journey.ts'
import { language } from './rows/language.ts'
import { mail } from './rows/mail.ts'
import { overdueAtOnce } from './rows/overdue.ts'
import { render } from './rows/render.ts'
import { turns } from './rows/turns.ts'

const ROWS: Row[] = [journey, facts, mail, render, turns, language, overdueAtOnce]

async function main(wanted: string[]): Promise<number> {
  const unknown = wanted.filter((name) => !ROWS.some((row) => row.name === name))
  if (unknown.length > 0) {
    process.stderr.write(
      `No row is called ${unknown.join(', ')}. Rows: ${ROWS.map((row) => row.name).join(', ')}\n`,
    )
    return 2
  }
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n\n`,
  )
  let met = true
  for (const row of ROWS.filter((one) => wanted.length === 0 || wanted.includes(one.name))) {
    const report = await row.run()
    await endAll()
    process.stdout.write(`${asTable(report)}\n\n`)
    met &&= report.lines.every((line) => line.target?.met ?? true)
  }
  return met ? 0 : 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void endAll().then(() => process.exit(130)))

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
} finally {
  await endAll()
}
