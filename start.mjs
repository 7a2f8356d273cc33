// `npm start`: installs what is missing, starts the parts as processes of their own, watches them, ends them.
// Node built-ins only, and any Node from 20 on: nothing is installed yet when it begins.
import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endEarlier } from './start/earlier.mjs'
import { install, installed, nodeProgram } from './start/install.mjs'
import { say, sayOf, step } from './start/lines.mjs'
import { watched } from './start/part.mjs'
import { answers, apiPart, mailPart, postgresPart, temporalPart, workerPart } from './start/parts.mjs'
import { takenPorts } from './start/ports.mjs'
import { dataFolder, prepareFolder, readSettings, writePrivate } from './start/settings.mjs'
import { welcome } from './start/welcome.mjs'

const root = dirname(fileURLToPath(import.meta.url))
// What config.ts reads too; Node 20 before 20.12 cannot.
if (existsSync(join(root, '.env'))) process.loadEnvFile?.(join(root, '.env'))
const dataDir = dataFolder(root)
const START_MS = 60_000
const READY_MS = 120_000

/** In the order in which they started; they end the other way round. */
const parts = []
let settings
let node
let stoppingSince

function writeRun() {
  if (stoppingSince !== undefined || !settings) return
  const { config, env } = settings
  const pids = { start: process.pid }
  for (const part of parts) if (part.pid()) pids[part.name] = part.pid()
  const run = {
    api: `http://127.0.0.1:${config.port}`,
    mail: `http://127.0.0.1:${config.mailPort}`,
    smtp: env.SMTP_URL,
    temporal: env.TEMPORAL_ADDRESS,
    database: env.DATABASE_URL,
    pids,
  }
  writePrivate(join(dataDir, 'run.json'), `${JSON.stringify(run, null, 2)}\n`)
}

async function start(make, words) {
  const { name } = make
  if (stoppingSince !== undefined) throw new Error('stopping')
  await step(name, async (doing) => {
    const part = watched(await make.part(doing), { logs: join(dataDir, 'logs'), changed: writeRun })
    parts.push(part)
    doing('starting')
    await part.start(START_MS)
    return words
  })
}

async function stop(code) {
  if (stoppingSince !== undefined) {
    // Ctrl-C reaches us twice, from the terminal and from npm; only a later one means: at once.
    if (performance.now() - stoppingSince > 1000) for (const part of parts) part.kill()
    return
  }
  stoppingSince = performance.now()
  if (parts.length > 0) say('stopping')
  const named = (...names) => parts.filter((part) => names.includes(part.name))
  for (const group of [named('api', 'worker'), named('mail', 'temporal'), named('postgres')]) {
    await Promise.all(group.map((part) => part.stop()))
  }
  if (settings) rmSync(join(dataDir, 'run.json'), { force: true })
  if (parts.length > 0) say('stopped')
  process.exit(code)
}

/** Runs a command of ours to its end; what it says is kept for the case that it fails. */
function command(args) {
  return new Promise((done) => {
    const child = spawn(node, args, { cwd: root, env: settings.env, stdio: ['ignore', 'pipe', 'pipe'] })
    let text = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += bytes))
    child.once('error', (error) => done({ code: -1, text: error.message }))
    child.once('close', (code) => done({ code, text: text.trim() }))
  })
}

async function publish() {
  await step('marketing', async (doing) => {
    doing('publishing')
    const { code, text } = await command([join(root, 'cli', 'main.ts'), 'publish'])
    if (code === 0) return text.split('\n').at(-1) || 'published'
    say(text)
    return 'was not published, see above; what was published before stays in force'
  })
}

async function untilReady(url) {
  const end = performance.now() + READY_MS
  while (!(await answers(`${url}/readyz`))) {
    if (performance.now() > end) {
      const body = await fetch(`${url}/readyz`).then((reply) => reply.text(), String)
      throw new Error(`The API is up, but not all of it is ready:\n${body}`)
    }
    await pause(100)
  }
}

async function main() {
  if (!installed(root))
    await step('packages', async (doing) => (doing('npm ci'), await install(root, dataDir), 'installed'))
  node = nodeProgram(root)
  const kept = prepareFolder(dataDir)
  const earlier = await endEarlier({ root, dataDir })
  if (earlier.running)
    throw new Error(`Kindling already runs on ${dataDir} (process ${earlier.running}). Stop it first.`)
  if (earlier.ended) sayOf('earlier', `ended ${earlier.ended} process(es) that the last run left behind`)
  settings = readSettings({ root, node, dataDir, kept })
  if (!settings) process.exit(2)
  const { config, env, ports, own } = settings
  const taken = await takenPorts([
    { name: 'PORT', port: config.port, part: 'the API' },
    { name: 'MAIL_PORT', port: config.mailPort, part: 'the page of the mail sink' },
    { name: 'SMTP_PORT', port: config.smtpPort, part: 'the mail sink' },
    ...(own.temporal ? [{ name: 'TEMPORAL_PORT', port: ports.temporal, part: 'Temporal' }] : []),
    ...(own.postgres ? [{ name: 'POSTGRES_PORT', port: ports.postgres, part: 'Postgres' }] : []),
  ])
  if (taken.length > 0) throw new Error(taken.join('\n'))

  const around = { root, node, env, config }
  if (own.postgres) {
    const part = () => postgresPart({ dataDir, port: ports.postgres, password: kept.password })
    await start({ name: 'postgres', part }, `up on port ${ports.postgres}`)
  }
  if (own.temporal) {
    const part = (doing) => temporalPart({ dataDir, port: ports.temporal, say: doing })
    await start({ name: 'temporal', part }, `up on port ${ports.temporal}`)
  }
  await start(
    { name: 'mail', part: () => mailPart(around) },
    `takes every mail: http://127.0.0.1:${config.mailPort}`,
  )
  await publish()
  await start({ name: 'worker', part: () => workerPart(around) }, 'up')
  await start({ name: 'api', part: () => apiPart(around) }, `up: http://127.0.0.1:${config.port}`)
  const url = `http://127.0.0.1:${config.port}`
  await untilReady(url)
  say(welcome({ url, config, dataDir }))
  say(`ready ${url}`)
}

// Whoever read our lines may go (`npm start | head`); the parts stay up all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0))
try {
  await main()
} catch (error) {
  if (stoppingSince === undefined) {
    process.stderr.write(`${error.message}\n`)
    await stop(1)
  }
}
