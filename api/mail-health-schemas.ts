import { z } from 'zod'
import { complaintRate } from '../core/mail/complaints.ts'
import { FIGURES } from '../store/mail-health/figures.ts'
import type { MailHealth } from '../store/mail-health/health.ts'
import { iso, maybeIso } from './schemas.ts'

const figures = Object.fromEntries(FIGURES.map((name) => [name, z.number()])) as Record<
  (typeof FIGURES)[number],
  z.ZodNumber
>
const sender = z.object({ sender: z.string(), lane: z.string(), ...figures })
const day = z.object({ day: z.string(), sender: z.string(), lane: z.string(), ...figures })
const instant = z.string().nullable()

/** A pause in force. */
export const pauseShown = z.object({
  scope: z.enum(['all', 'lane', 'sender', 'topic']),
  name: z.string(),
  at: z.string(),
  by: z.string(),
  why: z.string(),
})

/** What `GET /v1/mail/health` answers. */
export const healthShown = z
  .object({
    at: z.string(),
    zone: z.string(),
    from: z.string(),
    to: z.string(),
    days: z.array(day),
    sums: z.object({ '7': z.array(sender), '30': z.array(sender) }),
    complaints: z.array(
      z.object({
        domain: z.string(),
        topic: z.string(),
        senders: z.array(z.string()),
        delivered: z.number(),
        complained: z.number(),
        rate: z.number(),
        state: z.enum(['fine', 'alert', 'paused']),
        since: instant,
        from: z.string(),
        paused: z.object({ scope: z.string(), name: z.string() }).nullable(),
      }),
    ),
    lanes: z.array(
      z.object({
        name: z.string(),
        perSecond: z.number(),
        connections: z.number(),
        waiting: z.number(),
        late: z.number(),
        breaker: z.object({
          state: z.enum(['closed', 'open', 'half-open']),
          until: instant,
          since: instant,
          why: z.string().nullable(),
          step: z.number(),
        }),
      }),
    ),
    tiers: z.array(
      z.object({
        sender: z.string(),
        lane: z.string(),
        tier: z.number(),
        aDay: z.number().nullable(),
        since: z.string(),
      }),
    ),
    pauses: z.array(pauseShown),
    mailboxes: z.array(
      z.object({ name: z.string(), seenAt: instant, failingSince: instant, code: z.string().nullable() }),
    ),
    concerns: z.array(z.object({ what: z.string(), name: z.string(), advice: z.string() })),
  })
  .meta({ id: 'MailHealth' })

/** A pause as replies show it. */
export const showPause = (pause: MailHealth['pauses'][number]): z.infer<typeof pauseShown> => ({
  ...pause,
  at: iso(pause.at),
})

/** The same with its instants as ISO 8601, its rates rounded to a millionth. */
export const showHealth = (health: MailHealth): z.infer<typeof healthShown> => ({
  ...{ at: iso(health.at), zone: health.zone, from: health.from, to: health.to },
  days: health.days,
  sums: health.sums,
  complaints: health.streams.map(({ since, ...stream }) => ({
    ...stream,
    rate: Math.round(complaintRate(stream) * 1e6) / 1e6,
    since: maybeIso(since),
  })),
  lanes: health.lanes.map(({ breaker, ...lane }) => ({
    ...lane,
    breaker: { ...breaker, until: maybeIso(breaker.until), since: maybeIso(breaker.since) },
  })),
  tiers: health.tiers.map((tier) => ({ ...tier, since: iso(tier.since) })),
  pauses: health.pauses.map(showPause),
  mailboxes: health.mailboxes.map(({ seenAt, failingSince, ...mailbox }) => ({
    ...mailbox,
    seenAt: maybeIso(seenAt),
    failingSince: maybeIso(failingSince),
  })),
  concerns: health.concerns,
})
