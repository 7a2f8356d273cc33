// The Temporal server: where it is found, how it is started, whether it answers. Node built-ins only.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { connect } from 'node:http2'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULE = 'github.com/temporalio/cli/cmd/temporal@v1.5.1'
const DOWNLOAD_MS = 90_000
const NAME = process.platform === 'win32' ? 'temporal.exe' : 'temporal'

/** Where programs that are fetched once lie, for all clones of this user. */
export const cacheFolder = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kindling')

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      if (folder) return join(folder, name)
    } catch {
      // not here; the next folder
    }
  }
  return undefined
}

function run(file, args, options) {
  return new Promise((done) => {
    const child = spawn(file, args, { stdio: 'ignore', ...options })
    child.once('error', () => done(false))
    child.once('exit', (code) => done(code === 0))
  })
}

/** The SDK knows where to get the server; it runs in a process of its own, because it is not a built-in. */
async function download(folder) {
  const script = `import { TestWorkflowEnvironment as T } from '@temporalio/testing'
const executable = { type: 'cached-download', downloadDir: ${JSON.stringify(folder)} }
await (await T.createLocal({ server: { executable } })).teardown()`
  const done = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    timeout: DOWNLOAD_MS,
  })
  const file =
    done && readdirSync(folder).find((name) => name.startsWith('temporal-') && !name.endsWith('.downloading'))
  if (file) renameSync(join(folder, file), join(folder, NAME))
  return Boolean(file)
}

/**
 * The server's program, from the PATH, the cache, the SDK's download, or built by Go; in this order.
 * @param {(doing: string) => void} say what takes long
 */
export async function findTemporal(say) {
  const installed = onPath(NAME)
  if (installed) return installed
  const bin = join(cacheFolder(), 'bin')
  const cached = join(bin, NAME)
  if (existsSync(cached)) return cached
  mkdirSync(bin, { recursive: true })
  const fresh = join(bin, `new-${process.pid}`)
  mkdirSync(fresh, { recursive: true })
  try {
    say('downloading the Temporal server')
    let found = await download(fresh)
    if (!found && onPath('go')) {
      say('building the Temporal server with Go (about two minutes, once)')
      found = await run('go', ['install', MODULE], { env: { ...process.env, GOBIN: fresh } })
    }
    if (found) {
      renameSync(join(fresh, NAME), cached)
      return cached
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  throw new Error(
    `No Temporal server was found, and none could be fetched. Install the Temporal CLI so that \`temporal\` is on the PATH (or Go, which builds it), or set TEMPORAL_ADDRESS to a running server.`,
  )
}

/** The command that runs the server on 127.0.0.1; without a database file it keeps everything in memory. */
export function temporalCommand({ program, port, database }) {
  const args = [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--log-level',
    'error',
  ]
  if (database) args.push('--db-filename', database, '--sqlite-pragma', 'synchronous=off')
  return { file: program, args, options: {} }
}

/** Whether the server at host:port knows the namespace `default`: one gRPC call, without a client. */
export function temporalAnswers(address, namespace = 'default') {
  const name = Buffer.from(namespace)
  const message = Buffer.concat([Buffer.from([0x0a, name.length]), name])
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message])
  return new Promise((done) => {
    const session = connect(`http://${address}`)
    const end = (up) => {
      session.destroy()
      done(up)
    }
    session.setTimeout(1500, () => end(false))
    session.once('error', () => end(false))
    const call = session.request({
      ':method': 'POST',
      ':path': '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    call.once('error', () => end(false))
    // A call that failed at once has its status in the headers, any other in the trailers.
    call.once(
      'response',
      (headers) => headers['grpc-status'] !== undefined && end(headers['grpc-status'] === '0'),
    )
    call.once('trailers', (trailers) => end(trailers['grpc-status'] === '0'))
    call.resume()
    call.end(frame)
  })
}
