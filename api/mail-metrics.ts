import { Gauge, type Registry } from 'prom-client'
import { complaintRate } from '../core/mail/complaints.ts'
import { FIGURES } from '../store/mail-health/figures.ts'
import { type MailHealth, readMailHealth } from '../store/mail-health/health.ts'
import { publishedOrNone } from '../store/releases.ts'
import type { Store } from '../store/store.ts'

/** One number with its labels. */
type Reading = [labels: Record<string, string>, value: number]

const week = ({ sums }: MailHealth): Reading[] =>
  sums[7].flatMap((sum) =>
    FIGURES.map((what): Reading => [{ sender: sum.sender, lane: sum.lane, what }, sum[what]]),
  )
const rates = ({ streams }: MailHealth): Reading[] =>
  streams.map((stream) => [{ domain: stream.domain, topic: stream.topic }, complaintRate(stream)])
const breakers = ({ lanes }: MailHealth): Reading[] =>
  lanes.map(({ name, breaker }) => [{ lane: name }, breaker.state === 'closed' ? 0 : 1])
const waiting = ({ lanes }: MailHealth): Reading[] => lanes.map((lane) => [{ lane: lane.name }, lane.waiting])
const pauses = (health: MailHealth): Reading[] => health.pauses.map(({ scope, name }) => [{ scope, name }, 1])

/** Adds gauges of how mail fares: asked of the database once a scrape, however many gauges show it. */
export function mailMetrics(registry: Registry, store: Store): void {
  let asked: Promise<MailHealth | null> | undefined
  const health = (): Promise<MailHealth | null> => {
    asked ??= read(store).finally(() => {
      asked = undefined
    })
    return asked
  }
  const gauge = (name: string, help: string, labelNames: string[], of: (health: MailHealth) => Reading[]) =>
    new Gauge({
      ...{ name, help, labelNames, registers: [registry] },
      async collect() {
        this.reset()
        const found = await health()
        for (const [labels, value] of found ? of(found) : []) this.set(labels, value)
      },
    })
  gauge('kindling_mail_week', 'What happened to mail in the last 7 days', ['sender', 'lane', 'what'], week)
  gauge(
    'kindling_mail_complaint_rate',
    'Complaints for each delivered mail, 7 days',
    ['domain', 'topic'],
    rates,
  )
  gauge('kindling_lane_breaker', '1 while a provider is given time', ['lane'], breakers)
  gauge('kindling_lane_waiting', 'Mails that have not left', ['lane'], waiting)
  gauge('kindling_mail_paused', '1 for each pause in force', ['scope', 'name'], pauses)
}

const read = async (store: Store): Promise<MailHealth | null> =>
  (await publishedOrNone(store.db)) && readMailHealth(store, { days: 7 })
