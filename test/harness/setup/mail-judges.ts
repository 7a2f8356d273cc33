import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of SpamAssassin's program. */
    spamassassin: string
    /** A Python that knows DKIM (python3-dkim, `dkimpy` on PyPI). */
    python: string
  }
}

const spamassassin = () =>
  [process.env.SPAMASSASSIN ?? '', '/usr/bin/spamassassin', '/opt/homebrew/bin/spamassassin'].find(
    (path) => path !== '' && existsSync(path),
  )

function knowsDkim(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import dkim'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
const python = () =>
  [process.env.PYTHON ?? '', '/usr/bin/python3', 'python3'].find((path) => path !== '' && knowsDkim(path))

const install = (...args: string[]) =>
  execFileSync('apt-get', [...args, '-q'], {
    stdio: 'ignore',
    // At run level 1 a package starts no service of its own.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })

/** Finds those who judge our mail and are not ours: SpamAssassin and Python; on Debian and its kin as root it installs them. */
export default function setup(project: TestProject): void {
  if (!(spamassassin() && python()) && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('installing SpamAssassin and python3-dkim for the tests of mail (once)\n')
    install('update')
    install('install', '-y', '--no-install-recommends', 'spamassassin', 'python3-dkim')
  }
  const [judge, parser] = [spamassassin(), python()]
  if (!judge)
    throw new Error('The tests of mail need SpamAssassin. Install it, or set SPAMASSASSIN to its path.')
  if (!parser)
    throw new Error('The tests of mail need a Python with dkimpy: python3-dkim, or PYTHON set to its path.')
  project.provide('spamassassin', judge)
  project.provide('python', parser)
}
