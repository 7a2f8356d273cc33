import { Command } from 'commander'
import { apiText } from '../api-client.ts'

/** `kindling dues`: what dealers owe for leads that they won. */
export function duesCommand(): Command {
  return new Command('dues')
    .summary('what dealers owe for leads that they won, as CSV')
    .description(
      'Prints a line for each auction that was won: whose, for which bid, how much, and what was waived because the\n' +
        'winner did not call in time. Amounts in the currency of the auction and in its minor units.',
    )
    .action(async () => {
      process.stdout.write(await apiText('/v1/dues.csv'))
    })
}
