import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { ImapFlow } from 'imapflow'
import { inject } from 'vitest'
import { afterwards } from './afterwards.ts'
import { freePort } from './ports.ts'
import { until } from './until.ts'

/** A real IMAP server with any user; the password is always `secret`. */
export interface TestImap {
  /** Of a user's inbox, or of another folder. */
  url(user: string, options?: { password?: string; folder?: string }): string
  /** Puts messages into a user's folder, as a mail server would. */
  put(user: string, messages: (string | Buffer)[], folder?: string): Promise<void>
  /** Drops the folder and makes it anew: its numbers no longer mean what they meant (UIDVALIDITY). */
  renew(user: string, folder: string): Promise<void>
  stop(): Promise<void>
  start(): Promise<void>
}

// Mail belongs to a user who is not root; without root to whoever runs the tests.
function owner(): { uid: number; gid: number; name: string } {
  if (process.getuid?.() !== 0) {
    const { uid, gid, username } = userInfo()
    return { uid, gid, name: username }
  }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']))
  return { uid: id('-u'), gid: id('-g'), name: 'nobody' }
}

const settings = (folder: string, port: number, { uid, gid, name }: ReturnType<typeof owner>) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = ${name}
default_login_user = ${name}
default_internal_group = ${execFileSync('id', ['-gn', name]).toString().trim()}
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%u
mail_max_userip_connections = 100
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.setTimeout(2000, () => socket.destroy())
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('* OK'))
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })

/** Starts Dovecot on a free port, with folders of its own. */
export async function testImap(): Promise<TestImap> {
  const program = inject('dovecot')
  if (!program)
    throw new Error('The tests of mailboxes need Dovecot. Install it, or set DOVECOT to its path.')
  const folder = await mkdtemp(join(tmpdir(), 'kindling-imap-'))
  const port = await freePort()
  const who = owner()
  await mkdir(join(folder, 'mail'))
  await chown(join(folder, 'mail'), who.uid, who.gid)
  await chmod(folder, 0o755)
  const file = join(folder, 'dovecot.conf')
  await writeFile(file, settings(folder, port, who))
  let server: ChildProcess | undefined
  const start = async () => {
    server = spawn(program, ['-F', '-c', file], { stdio: 'ignore' })
    await until(() => answers(port), { what: 'Dovecot to answer' })
  }
  const stop = async () => {
    const running = server
    server = undefined
    if (!running) return
    const gone = once(running, 'exit')
    running.kill('SIGTERM')
    await gone
  }
  afterwards(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  })
  await start()
  const asUser = async (user: string, work: (client: ImapFlow) => Promise<unknown>) => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port,
      secure: false,
      doSTARTTLS: false,
      auth: { user, pass: 'secret' },
      logger: false,
    })
    await client.connect()
    await work(client)
    await client.logout()
  }
  return {
    url: (user, { password = 'secret', folder: name = 'INBOX' } = {}) =>
      `imap://${encodeURIComponent(user)}:${password}@127.0.0.1:${port}/${name}`,
    put: (user, messages, name = 'INBOX') =>
      asUser(user, async (client) => {
        if (name !== 'INBOX') await client.mailboxCreate(name)
        for (const message of messages) await client.append(name, message)
      }),
    renew: (user, name) => asUser(user, (client) => client.mailboxDelete(name)),
    stop,
    start,
  }
}
