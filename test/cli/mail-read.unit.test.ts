import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { afterwards } from '../harness/afterwards.ts'
import { KEY, SECRET } from '../mail/incoming/samples.ts'

const project = join(import.meta.dirname, '..', '..')

function mailRead(
  file: string | null,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; out: string }> {
  const child = spawn(process.execPath, [join(project, 'cli', 'main.ts'), 'mail', 'read'], {
    env: { ...process.env, NODE_OPTIONS: '', KINDLING_SECRET: '', KINDLING_DATA: '', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part))
  if (file === null) child.stdin.end()
  else createReadStream(join(project, 'test', 'mail', 'incoming', file)).pipe(child.stdin)
  return new Promise((done) => child.once('close', (code) => done({ code, out })))
}

const FAILED = { address: 'jo@example.org', class: 'hard', status: '5.1.1' }

test('kindling mail read says in one line what a message is, and believes tokens of its own secret', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-mail-'))
  afterwards(() => rm(folder, { recursive: true }))
  const without = await mailRead('postfix-unknown.eml', { KINDLING_DATA: folder })
  expect(without).toEqual({ code: 0, out: `${JSON.stringify({ kind: 'bounce', recipients: [FAILED] })}\n` })
  await writeFile(join(folder, 'secret'), `${SECRET}\n`)
  const whole = `${JSON.stringify({ kind: 'bounce', recipients: [FAILED], messageKey: KEY })}\n`
  for (const env of [{ KINDLING_DATA: folder }, { KINDLING_SECRET: SECRET }])
    expect(await mailRead('postfix-unknown.eml', env)).toEqual({ code: 0, out: whole })
})

test('kindling mail read takes nothing at all for other', async () => {
  expect(await mailRead(null, {})).toEqual({ code: 0, out: '{"kind":"other","recipients":[]}\n' })
})
