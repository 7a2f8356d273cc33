import type { Logger } from 'pino'
import { mailAlerts } from '../mail/alert-mail.ts'
import { mailUntoldReplies } from '../mail/reply-alert.ts'
import type { LaneDeps } from '../mail/deps.ts'
import { letGoOfMail } from '../store/lanes/let-go.ts'
import { foldMailEvents } from '../store/mail-health/fold.ts'
import { watchComplaints } from '../store/mail-health/watch.ts'
import type { Round } from './rounds.ts'

const SECOND = 1000

/**
 * The postmaster's rounds: mail of a pause that ended is let go of, what happened to mail is summed each second, complaints are judged every five, and people are
 * told of them: by a line in the log, and by mail if there is an address.
 */
export const mailRounds = (
  lane: LaneDeps,
  { alertsTo, log }: { alertsTo: string | null; log: Logger },
): Round[] => [
  { name: 'mail resumed', ms: SECOND, work: () => letGoOfMail(lane.store) },
  { name: 'mail figures', ms: SECOND, work: () => foldMailEvents(lane.store) },
  { name: 'complaints', ms: 5 * SECOND, work: () => judge(lane, log) },
  ...(alertsTo === null
    ? []
    : [
        { name: 'alerts', ms: 5 * SECOND, work: () => mailAlerts(lane, alertsTo) },
        { name: 'answers for nobody', ms: 5 * SECOND, work: () => mailUntoldReplies(lane, alertsTo) },
      ]),
]

async function judge({ store }: LaneDeps, log: Logger): Promise<void> {
  for (const turned of await watchComplaints(store)) {
    const level = turned.state === 'fine' ? 'info' : turned.state === 'alert' ? 'warn' : 'error'
    log[level](turned, WORDS[turned.state])
  }
}

const WORDS = {
  fine: 'complaints: all well again',
  alert: 'complaints: a person should look, see kindling mail health',
  paused: 'complaints: mail is paused until kindling mail resume',
}
