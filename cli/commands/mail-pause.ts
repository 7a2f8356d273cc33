import { Command } from 'commander'
import { z } from 'zod'
import { apiClient } from '../api-client.ts'
import { count, paint, say, UsageError } from '../output.ts'

interface Scope {
  lane?: string
  sender?: string
  topic?: string
}
type Options = Scope & { why?: string; json?: boolean }

const answer = z.object({
  scope: z.string(),
  name: z.string(),
  changed: z.boolean(),
  mails: z.number().optional(),
  pauses: z.array(z.object({ scope: z.string(), name: z.string() })),
})

const scoped = (command: Command): Command =>
  command
    .option('--lane <name>', 'mail to one mailbox provider: google, microsoft, mailru, yandex …')
    .option('--sender <name>', 'mail from one sender of marketing/senders.ts')
    .option('--topic <name>', 'mail of one topic')
    .option('--json', 'the result as one line of JSON')

/** `kindling mail pause`: stop mail until it is resumed. */
export const mailPauseCommand = (): Command =>
  scoped(
    new Command('pause')
      .summary('stop mail of a lane, a sender, a topic, or all of it')
      .description(
        'Nothing of it begins to leave until `kindling mail resume`; service mail waits too. Without an option it is all mail.',
      )
      .option('--why <text>', 'what the stories of those who wait say'),
  ).action((options: Options) => act('pause', options))

/** `kindling mail resume`: end a pause. */
export const mailResumeCommand = (): Command =>
  scoped(
    new Command('resume')
      .summary('end such a pause')
      .description(
        'Says at once how many mails waited; they are let go of behind it. Each leaves at the pace of its lane, as its sequence says by\n' +
          '`afterPause`: at once, re-timed, or skipped if old.\n' +
          'Without an option it ends the pause of all mail; pauses of a lane, a sender or a topic are ended by their own names.',
      ),
  ).action((options: Options) => act('resume', options))

async function act(what: 'pause' | 'resume', { json, why, ...scope }: Options): Promise<void> {
  const { lane, sender, topic } = scope
  if ([lane, sender, topic].filter((one) => one !== undefined).length > 1)
    throw new UsageError('Give one of --lane, --sender and --topic, or none for all mail.')
  const body = await apiClient().must('POST', `/v1/mail/${what}`, {
    ...scope,
    ...(why !== undefined && { why }),
  })
  const { changed, mails, pauses, ...at } = answer.parse(body)
  const name = at.scope === 'all' ? 'all mail' : `${at.scope} ${at.name}`
  const done = what === 'pause' ? paint('yellow', 'paused') : paint('green', 'resumed')
  const not = what === 'pause' ? 'was paused already' : 'was not paused'
  const others = pauses.filter((one) => what === 'resume' || one.scope !== at.scope || one.name !== at.name)
  say(json, body, [
    changed
      ? `${name}: ${done}${mails ? `, ${count(mails, 'mail goes', 'mails go')} on` : ''}`
      : `${name} ${not}`,
    ...others.map((one) =>
      paint('dim', `still paused: ${one.scope === 'all' ? 'all mail' : `${one.scope} ${one.name}`}`),
    ),
  ])
}
