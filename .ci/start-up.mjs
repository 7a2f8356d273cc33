// `npm start` as a newcomer runs it, with a data folder and ports of its own: it says ready, answers, takes the
// lead of the example it prints, ends at Ctrl-C, and goes on where it was when started again.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../start/ports.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dataDir = mkdtempSync(join(tmpdir(), 'kindling-start-up-'))
const READY_MS = 300_000
const STOP_MS = 10_000

function must(holds, what) {
  if (!holds) throw new Error(`not so: ${what}`)
}

const env = { ...process.env, KINDLING_DATA: dataDir }
for (const name of ['PORT', 'MAIL_PORT', 'SMTP_PORT', 'TEMPORAL_PORT', 'POSTGRES_PORT'])
  env[name] = String(await freePort())

/** Starts it and gives what it printed once it is ready. */
function start() {
  const child = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  const printed = new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error('not ready in time')), READY_MS)
    child.once('exit', (code) => fail(new Error(`ended with ${code} before it was ready`)))
    child.stdout.on('data', (bytes) => {
      process.stdout.write(bytes)
      text += bytes
      if (!/^ready http:\/\/\S+\n/m.test(text)) return
      clearTimeout(late)
      done(text)
    })
  })
  return { child, printed }
}

async function stop(child) {
  const since = performance.now()
  const gone = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)))
  // As a terminal does: to everybody in the foreground.
  process.kill(-child.pid, 'SIGINT')
  const end = await gone
  must(performance.now() - since < STOP_MS, 'Ctrl-C ends it within ten seconds')
  must(end === 0, `it ends with 0, not ${end}`)
  must(!existsSync(join(dataDir, 'run.json')), 'no run file is left')
}

let running
try {
  running = start()
  const text = await running.printed
  must(text.trimEnd().split('\n').at(-1).startsWith('ready http'), 'ready is the last line')
  const url = /^ready (\S+)$/m.exec(text)[1]
  must((await fetch(`${url}/readyz`)).status === 200, '/readyz says 200')
  const curl = text.split('\n').find((line) => line.trim().startsWith('curl '))
  const lead = JSON.parse(execFileSync('bash', ['-c', curl.trim()], { cwd: root, encoding: 'utf8' }))
  must(typeof lead.id === 'string', `the example makes a lead: ${JSON.stringify(lead)}`)
  await stop(running.child)
  running = start()
  await running.printed
  const again = JSON.parse(execFileSync('bash', ['-c', curl.trim()], { cwd: root, encoding: 'utf8' }))
  must(again.id === lead.id, 'the lead of the first run is still there')
  await stop(running.child)
  running = undefined
} finally {
  const left = running?.child
  if (left?.pid && left.exitCode === null && left.signalCode === null) process.kill(-left.pid, 'SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}
