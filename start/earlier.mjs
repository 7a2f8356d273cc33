// Ends what an earlier start left behind: its own end may have been a power cut.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const PATIENCE_MS = 5000

export function alive(pid) {
  try {
    process.kill(pid, 0)
    return !isGhost(pid)
  } catch {
    return false
  }
}

// A process that ended and was not yet fetched by its parent still has a pid.
function isGhost(pid) {
  const file = `/proc/${pid}/stat`
  return existsSync(file) && / Z /.test(readFileSync(file, 'utf8').replace(/^.*\)/, ''))
}

function commandOf(pid) {
  try {
    const file = `/proc/${pid}/cmdline`
    if (existsSync(file)) return readFileSync(file, 'utf8').split('\0')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ')
  } catch {
    return []
  }
}

// Pids come again, soon so in a container: only a command that can be nothing but the part itself is ours.
function isStart(pid) {
  const [program = '', ...args] = commandOf(pid)
  return (
    pid !== process.pid &&
    basename(program).startsWith('node') &&
    args.some((arg) => basename(arg) === 'start.mjs')
  )
}

function isPart(part, pid, { root, dataDir }) {
  const marks = {
    postgres: join(dataDir, 'postgres'),
    lock: join(dataDir, 'postgres'),
    temporal: join(dataDir, 'temporal', 'temporal.db'),
    mail: join(root, 'providers/sink/main.ts'),
    worker: join(root, 'worker/main.ts'),
    api: join(root, 'api/main.ts'),
  }
  return pid !== process.pid && alive(pid) && commandOf(pid).includes(marks[part])
}

function pidsOf(dataDir) {
  const run = join(dataDir, 'run.json')
  const lock = join(dataDir, 'postgres', 'postmaster.pid')
  let pids = {}
  try {
    if (existsSync(run)) pids = JSON.parse(readFileSync(run, 'utf8')).pids ?? {}
  } catch {
    // A file that cannot be read names nobody; Postgres's own lock is still looked at.
  }
  const postgres = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : undefined
  return postgres ? { ...pids, lock: postgres } : pids
}

async function end(pid, signal) {
  try {
    process.kill(pid, signal)
    const until = performance.now() + PATIENCE_MS
    while (alive(pid) && performance.now() < until) await pause(50)
    if (alive(pid)) process.kill(pid, 'SIGKILL')
    while (alive(pid)) await pause(50)
  } catch {
    // It went by itself in between.
  }
}

/**
 * @returns the pid of a start that runs on this data right now, if there is one; else how many orphans were ended.
 */
export async function endEarlier(here) {
  const { start, ...parts } = pidsOf(here.dataDir)
  if (start && alive(start) && isStart(start)) return { running: start }
  let ended = 0
  // The database last: the others still talk to it.
  const isDatabase = (part) => part === 'postgres' || part === 'lock'
  for (const [part, pid] of Object.entries(parts).sort(([a]) => (isDatabase(a) ? 1 : -1))) {
    if (!isPart(part, pid, here)) continue
    await end(pid, isDatabase(part) ? 'SIGINT' : 'SIGTERM')
    ended += 1
  }
  rmSync(join(here.dataDir, 'run.json'), { force: true })
  return { ended }
}
