// One part as a process of its own: started, watched, started again with growing pauses, stopped.
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sayOf } from './lines.mjs'

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000
const MINUTE_MS = 60_000
const MANY = 5
const LAST_LINES = 15

const lastLines = (file) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LAST_LINES).join('\n    ')

/**
 * @param {object} part
 * @param {string} part.name
 * @param {() => { file: string, args: string[], options?: object }} part.command
 * @param {(said: (words: string) => boolean) => Promise<boolean>} part.ready `said`: whether its log has these words
 * @param {NodeJS.Signals} [part.stopSignal]
 * @param {number} part.stopMs how long a stop may take before it is killed
 * @param {{ logs: string, changed: () => void }} around where logs lie; what to call when the pid changes
 */
export function watched(part, { logs, changed }) {
  const log = join(logs, `${part.name}.log`)
  if (existsSync(log)) renameSync(log, `${log}.1`)
  let child
  let stopping = false
  let failures = []
  let logFrom = 0
  const said = (words) => readFileSync(log).subarray(logFrom).includes(words)
  const ready = () => child !== undefined && part.ready(said)

  function launch() {
    const { file, args, options } = part.command()
    const out = openSync(log, 'a')
    logFrom = statSync(log).size
    child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', out, out] })
    closeSync(out)
    const born = performance.now()
    const one = child
    const over = (words) => {
      if (child !== one || stopping) return
      child = undefined
      void again(words, born)
    }
    one.once('error', (error) => over(error.message))
    one.once('exit', (code, signal) => {
      endGroup(one.pid, 'SIGKILL')
      over(signal ?? `exit code ${code}`)
    })
    changed()
  }

  function endGroup(pid, signal) {
    try {
      if (pid) process.kill(-pid, signal)
    } catch {
      // Nobody is left in the group.
    }
  }

  async function again(words, born) {
    changed()
    const now = performance.now()
    failures = failures.filter((at) => now - at < MINUTE_MS)
    const wait = now - born > MINUTE_MS ? FIRST_PAUSE_MS : FIRST_PAUSE_MS * 2 ** failures.length
    failures.push(now)
    const ms = Math.min(wait, LONGEST_PAUSE_MS)
    sayOf(part.name, `ended (${words}), starts again in ${ms / 1000} s`)
    if (failures.length % MANY === 0) {
      sayOf(
        part.name,
        `ended ${failures.length} times in a minute. The last lines of ${log}:\n    ${lastLines(log)}`,
      )
    }
    await pause(ms)
    if (stopping) return
    launch()
    const one = child
    while (child === one && !stopping && !(await ready())) await pause(100)
    if (child === one && !stopping) sayOf(part.name, `up again (pid ${one.pid})`)
  }

  return {
    name: part.name,
    log,
    pid: () => child?.pid,
    /** Starts it and waits until it answers. @throws when it does not within `ms`. */
    async start(ms) {
      launch()
      const until = performance.now() + ms
      while (!(await ready())) {
        if (stopping) return
        if (performance.now() > until) {
          throw new Error(`${part.name} does not answer. The last lines of ${log}:\n    ${lastLines(log)}`)
        }
        await pause(50)
      }
    },
    async stop() {
      stopping = true
      const one = child
      if (!one || one.exitCode !== null || one.signalCode !== null) return
      const gone = new Promise((done) => one.once('exit', done))
      one.kill(part.stopSignal ?? 'SIGTERM')
      const late = AbortSignal.timeout(part.stopMs)
      late.addEventListener('abort', () => endGroup(one.pid, 'SIGKILL'))
      await gone
    },
    kill() {
      stopping = true
      endGroup(child?.pid, 'SIGKILL')
    },
  }
}
