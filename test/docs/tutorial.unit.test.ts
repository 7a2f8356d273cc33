import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
/** From this step on a server is needed. */
const SERVER = '## 6. '
const LINKED = ['core', 'cli', 'mail', 'store', 'node_modules', 'package.json', 'vitest.config.ts']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-tutorial-'))
  for (const name of ['marketing', 'templates', 'examples'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  for (const name of LINKED) await symlink(join(ROOT, name), join(folder, name))
  await mkdir(join(folder, 'test/harness'), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What the page says to do, in its order: a file to make, or a command with what it prints. */
type Doing = { file: string; text: string } | { command: string; prints: string }

function doings(page: string): Doing[] {
  const blocks = [...page.matchAll(/(?:Make `([^`]+)`:\n\n)?^```\w*\n([\s\S]*?)^```$/gm)]
  return blocks.flatMap(([, file, text = '']): Doing[] => {
    if (file) return [{ file, text }]
    return text
      .split(/^\$ /m)
      .filter(Boolean)
      .map((one) => ({
        command: one.slice(0, one.indexOf('\n')),
        prints: one.slice(one.indexOf('\n') + 1).trim(),
      }))
  })
}

/** What it prints, to either side; a command may fail where the page shows a fault. */
function run(command: string): Promise<string> {
  const [, program, ...args] = command.split(' ')
  const [file, rest] =
    program === 'kindling'
      ? [join(ROOT, 'cli/main.ts'), [...args, '--folder', folder]]
      : [join(ROOT, `node_modules/${program}/${program}.mjs`), [...args, '--root', folder]]
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  return new Promise((done) =>
    execFile(process.execPath, ['--no-warnings', file, ...rest], { cwd: folder, env }, (_, out, trouble) =>
      done(out + trouble),
    ),
  )
}

// `…` on a line of its own stands for any lines.
function asPattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^\\s*${escaped.replace(/^…$/gm, '[\\s\\S]*')}\\s*$`)
}

test('the tutorial does what it says, as far as it needs no server', async () => {
  const page = await readFile(join(ROOT, 'docs/tutorial.md'), 'utf8')
  const all = doings(page.slice(0, page.indexOf(SERVER)))
  expect(all.length).toBeGreaterThan(8)
  for (const one of all) {
    if ('file' in one) {
      await mkdir(dirname(join(folder, one.file)), { recursive: true })
      await writeFile(join(folder, one.file), one.text)
    } else expect(await run(one.command), one.command).toMatch(asPattern(one.prints))
  }
})
