import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ApiDeps } from '../deps.ts'
import { mailMetrics } from '../mail-metrics.ts'

/** `/metrics` for Prometheus: the process, requests by route, how many journeys and mails are in which state, how mail fares. */
export function metrics(app: FastifyInstance, { store }: ApiDeps): void {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'kindling_http_request_seconds',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const gauge = (name: string, help: string, read: () => Promise<{ status: string; n: number }[]>) =>
    new Gauge({
      name,
      help,
      labelNames: ['status'],
      registers: [registry],
      async collect() {
        this.reset()
        for (const { status, n } of await read()) this.set({ status }, n)
      },
    })
  gauge('kindling_journeys', 'Journeys by status', () =>
    store.db
      .selectFrom('journeys')
      .select(['status', (e) => e.fn.countAll<number>().as('n')])
      .groupBy('status')
      .execute(),
  )
  gauge('kindling_messages', 'Mails by status', () =>
    store.db
      .selectFrom('messages')
      .select(['status', (e) => e.fn.countAll<number>().as('n')])
      .groupBy('status')
      .execute(),
  )
  mailMetrics(registry, store)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    seconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
  })
  app.get('/metrics', { schema: { hide: true } as object }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  )
}
