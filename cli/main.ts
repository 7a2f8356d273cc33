import { Command, CommanderError } from 'commander'
import { COMMANDS } from './commands.ts'
import { paint, Refused, UsageError } from './output.ts'

const FAULTS = 1
const USAGE = 2

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
