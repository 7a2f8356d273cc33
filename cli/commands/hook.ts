import { Command } from 'commander'
import { dataFolder, readSecret } from '../../config.ts'
import { hookSecret } from '../../core/hook-secret.ts'
import { say, UsageError } from '../output.ts'

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/

// Telephone exchanges have addresses of their own; their secrets are named with a dash.
const pathOf = (name: string): string => `/hooks/${name.replace(/^telephony-(?=.)/, 'telephony/')}`

/** `kindling hook`: what another system needs to send us webhooks. */
export function hookCommand(): Command {
  return new Command('hook')
    .summary('the secret that another system signs its webhooks with')
    .description(
      'Prints the path and the signing secret (Standard Webhooks, whsec_…) of a webhook. Any name is a hook: the secret\n' +
        'follows from the name and from KINDLING_SECRET or the file secret in the data folder, and stays the same.',
    )
    .argument('<name>', 'name of the hook: lower case letters, digits and dashes')
    .option('--json', 'the result as one line of JSON')
    .action(run)
}

function run(name: string, options: { json?: boolean }): void {
  if (!NAME.test(name))
    throw new UsageError('The name of a hook is lower case letters, digits and dashes, 64 at most.')
  const secret = readSecret()
  if (!secret)
    throw new UsageError(
      `There is no secret in ${dataFolder(process.env)}. Start Kindling once, or set KINDLING_SECRET.`,
    )
  const hook = { path: pathOf(name), secret: hookSecret(secret, name) }
  say(options.json, hook, [`path    ${hook.path}`, `secret  ${hook.secret}`])
}
