import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { dataFolder } from '../../config.ts'
import { readIncoming } from '../../mail/read-incoming.ts'
import { say, UsageError } from '../output.ts'

/** `kindling mail read`: what a message from outside is taken for. */
export function mailReadCommand(): Command {
  return new Command('read')
    .summary('tell what a message from outside is taken for')
    .description(
      'Reads one message from standard input and prints as JSON what it is taken for: a bounce with its recipients, a\n' +
        'complaint, an automatic answer, a reply, or other. Changes nothing and needs nothing that runs; tokens in it are\n' +
        'believed only where KINDLING_SECRET, or the secret in the data folder, signed them.',
    )
    .option('--json', 'as always: the result is one line of JSON')
    .addHelpText('after', '\nExample:\n  kindling mail read < message.eml')
    .action(run)
}

async function run(): Promise<void> {
  if (process.stdin.isTTY)
    throw new UsageError('Give the message on standard input: kindling mail read < message.eml')
  const { kind, recipients, messageKey } = await readIncoming(process.stdin, secretHere(process.env))
  say(true, { kind, recipients, ...(messageKey && { messageKey }) }, [])
}

function secretHere(env: NodeJS.ProcessEnv): string | null {
  const file = join(dataFolder(env), 'secret')
  return env.KINDLING_SECRET || (existsSync(file) ? readFileSync(file, 'utf8').trim() : null)
}
