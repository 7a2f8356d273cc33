import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of Dovecot, the IMAP server that most providers run; empty where there is none. */
    dovecot: string
  }
}

const PLACES = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot']

const found = () => [process.env.DOVECOT ?? '', ...PLACES].find((path) => path !== '' && existsSync(path))

const install = (...args: string[]) =>
  execFileSync('apt-get', [...args, '-q'], {
    stdio: 'ignore',
    // At run level 1 the package starts no service of its own.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })

/** Finds an IMAP server; on Debian and its kin as root it installs one. Without one only the tests of mailboxes fail. */
export default function setup(project: TestProject): void {
  if (!found() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    process.stderr.write('installing Dovecot for the tests of mailboxes (once)\n')
    try {
      install('update')
      install('install', '-y', '--no-install-recommends', 'dovecot-imapd')
    } catch {
      process.stderr.write('Dovecot could not be installed\n')
    }
  }
  project.provide('dovecot', found() ?? '')
}
