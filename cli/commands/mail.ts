import { Command } from 'commander'
import { mailReadCommand } from './mail-read.ts'

/** `kindling mail`: what has to do with mail itself. */
export function mailCommand(): Command {
  return new Command('mail').summary('read a mail that came back').addCommand(mailReadCommand())
}
