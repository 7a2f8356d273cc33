import { Command } from 'commander'
import { mailCalendarCommand } from './mail-calendar.ts'
import { mailHealthCommand } from './mail-health.ts'
import { mailPauseCommand, mailResumeCommand } from './mail-pause.ts'
import { mailReadCommand } from './mail-read.ts'

/** `kindling mail`: what has to do with mail itself. */
export function mailCommand(): Command {
  return new Command('mail')
    .summary('how mail fares, what leaves this week, pauses, what came back')
    .addCommand(mailHealthCommand())
    .addCommand(mailCalendarCommand())
    .addCommand(mailPauseCommand())
    .addCommand(mailResumeCommand())
    .addCommand(mailReadCommand())
}
