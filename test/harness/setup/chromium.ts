import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a Chromium or Chrome. */
    chromium: string
  }
}

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const found = () => [process.env.CHROMIUM ?? '', ...PLACES].find((path) => path !== '' && existsSync(path))

/** Finds a browser; on Debian and its kin as root it installs one. */
export default function setup(project: TestProject): void {
  if (!found() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('installing Chromium for the browser tests (once)\n')
    execFileSync('apt-get', ['update', '-q'], { stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
  const path = found()
  if (!path) throw new Error('The browser tests need Chromium. Install it, or set CHROMIUM to its path.')
  project.provide('chromium', path)
}
