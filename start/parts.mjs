// The parts of the system: how each is run, and how one sees that it is up. Worker, then Temporal, then Postgres: together
// they may take nine seconds to stop, so that Ctrl-C is over within ten.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { postgresAnswers, postgresCommand, preparePostgres } from './postgres.mjs'
import { findTemporal, temporalAnswers, temporalCommand } from './temporal.mjs'

/** Whether the address answers a GET with 200. */
export async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).status === 200
  } catch {
    return false
  }
}

export async function postgresPart({ dataDir, port, password }) {
  const folder = join(dataDir, 'postgres')
  preparePostgres({ folder, user: 'kindling', password })
  return {
    name: 'postgres',
    command: () => postgresCommand({ folder, port }),
    ready: () => postgresAnswers('127.0.0.1', port),
    // SIGINT: ends sessions and writes what is left; SIGTERM would wait for every client.
    stopSignal: 'SIGINT',
    stopMs: 3500,
  }
}

export async function temporalPart({ dataDir, port, say }) {
  const program = await findTemporal(say)
  const folder = join(dataDir, 'temporal')
  mkdirSync(folder, { recursive: true })
  return {
    name: 'temporal',
    command: () => temporalCommand({ program, port, database: join(folder, 'temporal.db') }),
    ready: () => temporalAnswers(`127.0.0.1:${port}`),
    stopMs: 1500,
  }
}

/** A part that is a TypeScript program of ours. */
function program({ root, node, env }, { name, main, ready, stopMs }) {
  const command = () => ({ file: node, args: [join(root, main)], options: { cwd: root, env } })
  return { name, command, ready, stopMs }
}

export const mailPart = (around) =>
  program(around, {
    name: 'mail',
    main: 'providers/sink/main.ts',
    ready: () => answers(`http://127.0.0.1:${around.config.mailPort}/messages`),
    stopMs: 1000,
  })

export const workerPart = (around) =>
  program(around, {
    name: 'worker',
    main: 'worker/main.ts',
    ready: async (said) => said('worker ready'),
    stopMs: 4000,
  })

export const apiPart = (around) =>
  program(around, {
    name: 'api',
    main: 'api/main.ts',
    ready: () => answers(`http://127.0.0.1:${around.config.port}/healthz`),
    stopMs: 3000,
  })
