import { complaintRate, LEAST_DELIVERED } from '../../core/mail/complaints.ts'
import type { LaneHealth } from './lane-health.ts'
import type { MailboxHealth } from './mailbox-health.ts'
import type { Stream } from './streams.ts'

/** Something about mail that a person should know. `what` never changes its words, so that machines can look for it. */
export interface Concern {
  what: 'complaints' | 'mail paused' | 'breaker open' | 'mailbox silent'
  /** Which: a domain and topic, a scope and name, a lane, a mailbox. */
  name: string
  advice: string
}

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`

interface Seen {
  streams: Stream[]
  lanes: LaneHealth[]
  pauses: { scope: string; name: string; by: string; why: string }[]
  mailboxes: MailboxHealth[]
}

/** What of all that is a concern, the worst first. */
export const concernsOf = ({ streams, lanes, pauses, mailboxes }: Seen): Concern[] => [
  ...streams
    .filter(({ state }) => state !== 'fine')
    .map(
      (stream): Concern => ({
        what: 'complaints',
        name: [stream.domain, stream.topic].filter(Boolean).join(' '),
        advice:
          `${percent(complaintRate(stream))} of ${stream.delivered} mails delivered since ${stream.from} were called spam; ` +
          (stream.paused
            ? `paused by itself: find out why, then kindling mail resume --${stream.paused.scope} ${stream.paused.name}`
            : `at 0.25 % it is paused by itself, once ${LEAST_DELIVERED} mails were delivered`),
      }),
    ),
  ...pauses.map(
    ({ scope, name, by, why }): Concern => ({
      what: 'mail paused',
      name: scope === 'all' ? 'all mail' : `${scope} ${name}`,
      advice: `paused by ${by} (${why}); go on with kindling mail resume${scope === 'all' ? '' : ` --${scope} ${name}`}`,
    }),
  ),
  ...lanes
    .filter(({ breaker }) => breaker.state !== 'closed')
    .map(
      ({ name, waiting, breaker }): Concern => ({
        what: 'breaker open',
        name,
        advice:
          `the provider refuses us (${breaker.why ?? 'storm'}), ${waiting} mails wait; ` +
          `it is tried again by itself${breaker.until === null ? '' : ` from ${new Date(breaker.until).toISOString()} on`}`,
      }),
    ),
  ...mailboxes
    .filter(({ failingSince }) => failingSince !== null)
    .map(
      ({ name, failingSince, code }): Concern => ({
        what: 'mailbox silent',
        name,
        advice: `not read since ${new Date(failingSince ?? 0).toISOString()} (${code ?? 'no answer'}): see its address and password`,
      }),
    ),
]
