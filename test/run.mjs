// `npm test`: installs what is missing, runs the tests under Node 24, and says last and alone how many passed.
// Node built-ins only: nothing is installed yet on a fresh clone.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { install, installed, nodeProgram } from '../start/install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const scratch = mkdtempSync(join(tmpdir(), 'kindling-run-'))
const report = join(scratch, 'report.json')

/** Counts of vitest's report. A file that could not even be loaded counts as one failure. */
function counts() {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  const broken = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
  )
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + (numTodoTests ?? 0),
  }
}

// `DELAYS=files|statements|connections`: all that the tests start is late at random (test/soak/delays.mjs).
const delays = process.env.DELAYS
  ? { NODE_OPTIONS: `--import ${pathToFileURL(join(root, 'test', 'soak', 'delays.mjs'))}` }
  : {}

function vitest() {
  const bin = join(root, 'node_modules', '.bin')
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]
  return new Promise((done) => {
    const child = spawn(nodeProgram(root), [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], {
      cwd: root,
      // Children of tests find Node 24 too. The zone of the machine must not matter, so it is an odd one.
      env: {
        ...process.env,
        ...delays,
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        TZ: 'Pacific/Chatham',
      },
      stdio: 'inherit',
    })
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.once('error', () => done(1))
    child.once('exit', (code) => done(code ?? 1))
  })
}

if (!installed(root)) {
  process.stdout.write('installing the packages (npm ci)\n')
  await install(root, scratch)
}
const code = await vitest()
const { passed, failed, skipped } = counts()
rmSync(scratch, { recursive: true, force: true })
// Something outside of every test went wrong: an unhandled error, a set-up that threw.
const unseen = code !== 0 && failed === 0 ? 1 : 0
const words = [`${passed} passed`, `${failed + unseen} failed`, ...(skipped ? [`${skipped} skipped`] : [])]
process.stdout.write(`\n${words.join(', ')}\n`)
process.exitCode = failed + unseen > 0 || passed === 0 ? 1 : code
