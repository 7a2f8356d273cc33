import { complaintRate, LEAST_DELIVERED } from '../core/mail/complaints.ts'
import type { Stream } from '../store/mail-health/streams.ts'
import { takeUntold, wereTold } from '../store/mail-health/untold.ts'
import type { LaneDeps } from './deps.ts'
import { sendAlert } from './send-alert.ts'

/** Percent as people write it: `0.31 %`. */
const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`

/** What people are told of a stream with too many complaints. */
export function alertWords(stream: Stream): { subject: string; text: string } {
  const { domain, topic, senders, complained, delivered, paused } = stream
  const name = topic ? `${topic} from ${domain}` : domain
  const rate = percent(complaintRate(stream))
  const subject = paused
    ? `Mail paused: complaints about ${name} are at ${rate}`
    : `Complaints about ${name} are at ${rate}`
  const resume = `npx kindling mail resume --${paused?.scope} ${paused?.name}`
  // Without a name it would be all mail.
  const which = topic ? `--topic ${topic}` : `--sender ${senders[0] ?? '<name>'}`
  const text = [
    `${complained} of ${delivered} mails delivered since ${stream.from} were called spam: ${rate}.`,
    'Mailbox providers put mail aside from 0.10 % on, and refuse it from 0.30 % on.',
    ...(paused
      ? [
          `All mail of ${paused.scope} ${paused.name} waits since the rate reached 0.25 %. When you know who complained of what, and the`,
          `reason is gone, go on with: ${resume}`,
        ]
      : [
          `At 0.25 % it is paused by itself, once ${LEAST_DELIVERED} mails were delivered. To pause it now: npx kindling mail pause ${which}`,
        ]),
    'The figures: npx kindling mail health',
  ].join('\n')
  return { subject, text }
}

/**
 * Tells people by mail of complaints, past lanes and pauses: what is paused may be the very mail. Twice, if a worker dies
 * between sending and noting it.
 * @returns how many mails were taken by the server; what was not is sent again five minutes later
 */
export async function mailAlerts(deps: LaneDeps, to: string): Promise<number> {
  const untold = await takeUntold(deps.store)
  if (!untold) return 0
  const { release, now } = untold
  let sent = 0
  for (const stream of untold.streams) {
    const id = `complaints ${stream.domain} ${stream.topic} ${stream.state} ${stream.since}`
    const words = alertWords(stream)
    if (!(await sendAlert(deps, { id, to, words, template: 'alert/complaints', release, now }))) continue
    await wereTold(deps.store, stream)
    sent += 1
  }
  return sent
}
