import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { addKey, newKey } from '../../store/keys.ts'
import { apiOn, type ApiUnderTest } from '../api/api-under-test.ts'
import { afterwards } from '../harness/afterwards.ts'
import { type TestMail, testMail } from '../harness/mail.ts'
import { publishedDatabase } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'

export const project = join(import.meta.dirname, '..', '..')

/** How a call of the command line ended. */
export interface Called {
  code: number | null
  out: string
  err: string
  /** What `--json` printed. */
  json(): Record<string, unknown>
}

/** The command line, as a process of its own. */
export function kindling(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Called> {
  const child = spawn(process.execPath, [join(project, 'cli', 'main.ts'), ...args], {
    env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', KINDLING_DATA: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const called = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (part: string) => (called.out += part))
  child.stderr.setEncoding('utf8').on('data', (part: string) => (called.err += part))
  return new Promise((done) =>
    child.once('close', (code) =>
      done({ code, ...called, json: () => JSON.parse(called.out) as Record<string, unknown> }),
    ),
  )
}

/** An API that listens, with the example marketing published, a mail server, and the files of a running system. */
export interface Running extends ApiUnderTest {
  folder: string
  mail: TestMail
  kindling(...args: string[]): Promise<Called>
}

let example: Promise<string> | undefined
async function exampleDatabase(): Promise<string> {
  const { marketing } = await loadMarketing(project)
  if (!marketing) throw new Error('the example marketing has faults')
  return publishedDatabase(marketing)
}

export async function running(): Promise<Running> {
  const api = await apiOn(await testStore({ like: await (example ??= exampleDatabase()) }))
  const mail = await testMail()
  const url = await api.app.listen({ port: 0, host: '127.0.0.1' })
  const folder = await mkdtemp(join(tmpdir(), 'kindling-cli-'))
  afterwards(() => rm(folder, { recursive: true }))
  const { key } = newKey('api')
  await addKey(api.store.db, key, 'this machine', ['read', 'write', 'admin'], api.store.clock.read())
  const run = {
    api: url,
    mail: 'http://127.0.0.1:1',
    smtp: mail.url,
    temporal: '127.0.0.1:1',
    database: api.store.url,
    pids: {},
  }
  await writeFile(join(folder, 'run.json'), JSON.stringify(run))
  await writeFile(join(folder, 'api-key'), `${key}\n`)
  return { ...api, folder, mail, kindling: (...args) => kindling(args, { KINDLING_DATA: folder }) }
}
