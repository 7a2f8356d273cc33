import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { afterwards } from './harness/afterwards.ts'
import { freePort } from './harness/ports.ts'
import { until } from './harness/until.ts'

const ROOT = dirname(import.meta.dirname)
const PARTS = ['postgres', 'temporal', 'mail', 'worker', 'api'] as const
const PORTS = ['PORT', 'MAIL_PORT', 'SMTP_PORT', 'TEMPORAL_PORT', 'POSTGRES_PORT']

interface Run {
  api: string
  mail: string
  pids: Record<string, number>
}

interface Started {
  child: ChildProcess
  text: () => string
  over: Promise<number | null>
}

/** A data folder and ports of its own. */
async function place(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-start-'))
  afterwards(async () => rmSync(folder, { recursive: true, force: true }))
  const ports = await Promise.all(PORTS.map(async (name) => [name, String(await freePort())]))
  return { ...Object.fromEntries(ports), KINDLING_DATA: folder }
}

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['start.mjs'], { cwd: ROOT, env: { ...process.env, ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (text += String(bytes)))
  // Not at its exit: its last words may come after that.
  const over = once(child, 'close').then(([code]) => code as number | null)
  afterwards(async () => {
    child.kill('SIGTERM')
    await over
  })
  return { child, text: () => text, over }
}

const runOf = (env: Record<string, string>): Run =>
  JSON.parse(readFileSync(join(env.KINDLING_DATA ?? '', 'run.json'), 'utf8'))
const ready = (one: Started) =>
  until(() => /^ready http\S+$/m.test(one.text()), { ms: 300_000, what: 'ready' }).catch((error: unknown) => {
    throw new Error(one.text(), { cause: error })
  })
const isReady = async (run: Run) => (await fetch(`${run.api}/readyz`)).status === 200

test('every part comes back after it was killed, and a killed start is taken over by the next', async () => {
  const env = await place()
  const first = start(env)
  await ready(first)
  const run = runOf(env)
  expect(Object.keys(run.pids).sort()).toEqual([...PARTS, 'start'].sort())
  for (const file of ['run.json', 'api-key', 'secret']) {
    expect(statSync(join(env.KINDLING_DATA ?? '', file)).mode & 0o777, file).toBe(0o600)
  }
  const key = readFileSync(join(env.KINDLING_DATA ?? '', 'api-key'), 'utf8').trim()
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ email: 'olga@works.example', name: 'Ольга' })
  expect((await fetch(`${run.api}/v1/leads`, { method: 'POST', headers, body })).ok).toBe(true)

  for (const part of PARTS) {
    const pid = run.pids[part] ?? 0
    process.kill(pid, 'SIGKILL')
    await until(() => Number(runOf(env).pids[part] ?? pid) !== pid, { what: `${part} to be started again` })
  }
  await until(() => isReady(run), { what: 'all of it to be ready again' })

  const second = start(env)
  expect(await second.over).toBe(1)
  expect(second.text()).toContain('already runs')

  first.child.kill('SIGKILL')
  await first.over
  const third = start(env)
  await ready(third)
  expect(third.text()).toContain('that the last run left behind')
  const found = await fetch(`${runOf(env).api}/v1/leads?email=olga@works.example`, { headers })
  expect(await found.text()).toContain('Ольга')

  const since = performance.now()
  third.child.kill('SIGINT')
  third.child.kill('SIGINT')
  expect(await third.over).toBe(0)
  // Thirteen seconds is what all parts together may take (start/parts.mjs); the rest is for a busy machine.
  expect(performance.now() - since).toBeLessThan(60_000)
  expect(existsSync(join(env.KINDLING_DATA ?? '', 'run.json'))).toBe(false)
  for (const part of PARTS) expect(() => process.kill(run.pids[part] ?? 0, 0)).toThrow()
})

test('a taken port is named, with what sets it and one that is free', async () => {
  const env = await place()
  const other = createServer().listen(Number(env.PORT), '127.0.0.1')
  await once(other, 'listening')
  afterwards(async () => void other.close())
  const one = start(env)
  expect(await one.over).toBe(1)
  expect(one.text()).toMatch(
    new RegExp(`Port ${env.PORT} \\(PORT, the API\\) is taken\\..*PORT=\\d+ npm start`),
  )
})

test('all faults of the environment are listed at once, and nothing is started', async () => {
  const env = await place()
  const one = start({ ...env, PORT: 'abc', KINDLING_TIME_SCALE: '0', PUBLIC_URL: 'nowhere' })
  expect(await one.over).toBe(2)
  for (const name of ['PORT', 'KINDLING_TIME_SCALE', 'PUBLIC_URL'])
    expect(one.text()).toContain(`${name}: must be`)
  expect(existsSync(join(env.KINDLING_DATA ?? '', 'postgres'))).toBe(false)
})
