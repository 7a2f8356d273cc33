import { Command, CommanderError } from 'commander'
import { checkCommand } from './commands/check.ts'
import { diffCommand } from './commands/diff.ts'
import { dkimCommand } from './commands/dkim.ts'
import { doctorCommand } from './commands/doctor.ts'
import { drawCommand } from './commands/draw.ts'
import { enrolCommand } from './commands/enrol.ts'
import { explainCommand } from './commands/explain.ts'
import { factsCommand } from './commands/facts.ts'
import { hookCommand } from './commands/hook.ts'
import { importCommand } from './commands/import.ts'
import { mailCommand } from './commands/mail.ts'
import { pathsCommand } from './commands/paths.ts'
import { previewCommand } from './commands/preview.ts'
import { publishCommand } from './commands/publish.ts'
import { simulateCommand } from './commands/simulate.ts'
import { stopCommand } from './commands/stop.ts'
import { paint, Refused, UsageError } from './output.ts'

const FAULTS = 1
const USAGE = 2

const COMMANDS = [
  checkCommand,
  publishCommand,
  simulateCommand,
  pathsCommand,
  drawCommand,
  explainCommand,
  diffCommand,
  previewCommand,
  factsCommand,
  importCommand,
  enrolCommand,
  stopCommand,
  hookCommand,
  mailCommand,
  doctorCommand,
  dkimCommand,
]

function program(): Command {
  const kindling = new Command('kindling')
    .description('Kindling warms leads until they are hot, and only then gives them to sales.')
    .addHelpText('after', '\nExit codes: 0 all well, 1 faults found or refused, 2 called wrongly.')
    .configureHelp({ showGlobalOptions: true })
  for (const make of COMMANDS) kindling.addCommand(make())
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]
  for (const command of all(kindling)) command.exitOverride().showHelpAfterError('(--help explains)')
  return kindling
}

/** One call of the command line. Returns the exit code: 0 all well, 1 faults, 2 called wrongly. */
async function main(args: string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    return failed(error, args.includes('--json'))
  }
}

function failed(error: unknown, json: boolean): number {
  // commander has written its own words already
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE
  const known = error instanceof UsageError || error instanceof Refused
  const message = error instanceof Error ? error.message : String(error)
  const details = error instanceof Refused ? error.details : []
  if (json) process.stdout.write(`${JSON.stringify({ error: message, details })}\n`)
  else process.stderr.write(`${[paint('red', message), ...details].join('\n')}\n`)
  if (!known && error instanceof Error && process.env.KINDLING_LOG === 'debug')
    process.stderr.write(`${error.stack}\n`)
  return error instanceof UsageError ? USAGE : FAULTS
}

process.exitCode = await main(process.argv.slice(2))
