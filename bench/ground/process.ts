import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { whenOver } from './ending.ts'

/** What to run, as `start/` describes its servers. */
export interface Command {
  file: string
  args: string[]
  options: object
}

/** Runs a process until the bench is over. What it says goes to `log`. */
export function run(command: Command, log: string, stopSignal: NodeJS.Signals = 'SIGTERM'): number {
  const out = openSync(log, 'a')
  const child: ChildProcess = spawn(command.file, command.args, {
    ...command.options,
    stdio: ['ignore', out, out],
  })
  whenOver(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(stopSignal)
    await gone
  })
  if (child.pid === undefined) throw new Error(`${command.file} did not start`)
  return child.pid
}
