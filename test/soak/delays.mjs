// Loaded into every process of a run before anything else (`DELAYS=… npm test`): makes one kind of work late at random, so
// that things happen in an order that a machine shows once in a thousand runs. Node built-ins only, whatever Node runs it.
import { promises } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'

/** Half of all file operations by up to 400 ms. */
function delayFiles() {
  for (const name of ['rm', 'unlink', 'rename', 'writeFile', 'stat', 'readdir', 'mkdir', 'readFile']) {
    const real = promises[name]
    promises[name] = async (...rest) => {
      if (Math.random() < 0.5) await pause(400 * Math.random())
      return real.apply(promises, rest)
    }
  }
  syncBuiltinESMExports()
}

/** Statements by what `lateness` says of a connection (ms), each connection's in their order. */
function delayStatements(lateness) {
  const { Client } = createRequire(import.meta.url)('pg')
  const real = Client.prototype.query
  const queues = new WeakMap()
  Client.prototype.query = function query(what, ...rest) {
    const before = queues.get(this)
    const ms = lateness(this)
    // What reads row by row is no promise to wait for.
    if (typeof what?.submit === 'function' || (ms === 0 && !before)) return real.call(this, what, ...rest)
    const turn = (before ?? Promise.resolve()).then(() => pause(ms))
    queues.set(this, turn)
    const sent = turn.then(() => {
      if (queues.get(this) === turn) queues.delete(this)
      return real.call(this, what, ...rest)
    })
    return typeof rest.at(-1) === 'function' ? undefined : sent
  }
}

/** A third of all statements by up to 30 ms, one in a hundred by up to 250. */
const now = () => {
  const lot = Math.random()
  return (lot < 0.01 ? 250 : lot < 0.3 ? 30 : 0) * Math.random()
}

/** All statements of a third of the connections by up to 50 ms. */
function some() {
  const slow = new WeakMap()
  return (client) => {
    if (!slow.has(client) || Math.random() < 0.02) slow.set(client, Math.random() < 0.3)
    return slow.get(client) ? 50 * Math.random() : 0
  }
}

const kinds = {
  files: delayFiles,
  statements: () => delayStatements(now),
  connections: () => delayStatements(some()),
}
const delay = kinds[process.env.DELAYS ?? '']
if (!delay) throw new Error(`DELAYS is one of ${Object.keys(kinds).join(', ')}`)
delay()
