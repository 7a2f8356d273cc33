import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import Fastify, { LogController, type FastifyInstance, type FastifyServerOptions } from 'fastify'
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { authenticate } from './auth.ts'
import { readBodies } from './body.ts'
import type { ApiDeps } from './deps.ts'
import { keepReplies } from './idempotency.ts'
import { leadCheckPages } from './pages/lead-check.ts'
import { offerPages } from './pages/offers.ts'
import { answerProblems, frameworkProblem } from './problems.ts'
import { adriftRoutes } from './routes/adrift.ts'
import { choicesRoutes } from './routes/choices.ts'
import { dealersRoutes } from './routes/dealers.ts'
import { erasureRoutes } from './routes/erasure.ts'
import { consentRoutes } from './routes/consent.ts'
import { documentRoutes, fileRoutes } from './routes/downloads.ts'
import { factsRoutes } from './routes/facts.ts'
import { formsRoutes } from './routes/forms.ts'
import { handoffsRoutes } from './routes/handoffs.ts'
import { healthRoutes } from './routes/health.ts'
import { hooksRoutes } from './routes/hooks.ts'
import { journeysRoutes } from './routes/journeys.ts'
import { leadsRoutes } from './routes/leads.ts'
import { mailHooksRoutes } from './routes/mail-hooks.ts'
import { mailRoutes } from './routes/mail.ts'
import { mailViewRoutes } from './routes/mail-view.ts'
import { mailAdminRoutes } from './routes/mail-admin.ts'
import { marksRoutes } from './routes/marks.ts'
import { metrics } from './routes/metrics.ts'
import { offersRoutes } from './routes/offers.ts'
import { routingRoutes } from './routes/routing.ts'
import { passingRoutes } from './routes/passing.ts'
import { salesPages } from './routes/sales-pages/routes.ts'
import { qualityRoutes } from './routes/quality.ts'
import { sellersRoutes } from './routes/sellers.ts'
import { staffRoutes } from './routes/staff.ts'
import { storyRoutes } from './routes/story.ts'
import { suppressionsRoutes } from './routes/suppressions.ts'
import { tasksRoutes } from './routes/tasks.ts'
import { telephonyRoutes } from './routes/telephony.ts'

const BODY_LIMIT = 1_000_000
// Long enough for every signed link.
const PARAM_LIMIT = 2000
/** Requests a minute from one address to what needs no key. */
const PUBLIC_RATE = 600

// One line a request, without its query and without the token of its path: those hold what is personal.
function logLines(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({
      method: request.method,
      route: request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    })
  })
}

const CSP = {
  directives: {
    defaultSrc: ["'none'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
}

/** Builds the API. Nobody listens yet, so tests `inject` into the same app that runs. */
export async function buildApp(
  deps: ApiDeps,
  { logger = false }: { logger?: FastifyServerOptions['logger'] } = {},
): Promise<FastifyInstance> {
  const app = Fastify({
    logger,
    bodyLimit: BODY_LIMIT,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: PARAM_LIMIT },
    frameworkErrors: frameworkProblem,
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  logLines(app)
  answerProblems(app)
  readBodies(app)

  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, ...CSP },
    strictTransportSecurity: deps.publicUrl.startsWith('https:'),
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Kindling', version: '1', description: 'Facts in, journeys on, hot leads to sales.' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })

  metrics(app, deps)
  await app.register(healthRoutes(deps))
  await app.register(hooksRoutes(deps))
  await app.register(telephonyRoutes(deps))
  await app.register(mailHooksRoutes(deps))

  await app.register(
    async (v1) => {
      authenticate(v1, deps)
      keepReplies(v1, deps)
      await v1.register(factsRoutes(deps))
      await v1.register(adriftRoutes(deps))
      await v1.register(leadsRoutes(deps))
      await v1.register(storyRoutes(deps))
      await v1.register(erasureRoutes(deps))
      await v1.register(marksRoutes(deps))
      await v1.register(journeysRoutes(deps))
      await v1.register(suppressionsRoutes(deps))
      await v1.register(mailAdminRoutes(deps))
      await v1.register(fileRoutes(deps))
      await v1.register(sellersRoutes(deps))
      await v1.register(staffRoutes(deps))
      await v1.register(dealersRoutes(deps))
      await v1.register(offersRoutes(deps))
      await v1.register(handoffsRoutes(deps))
      await v1.register(passingRoutes(deps))
      await v1.register(routingRoutes(deps))
      await v1.register(tasksRoutes(deps))
      await v1.register(qualityRoutes(deps))
    },
    { prefix: '/v1' },
  )

  await app.register(async (open) => {
    await open.register(rateLimit, { max: PUBLIC_RATE, timeWindow: '1 minute' })
    // Whoever reads a form says itself which file is too large.
    const limits = { fieldSize: 65_536, fields: 100, files: 5 }
    await open.register(multipart, { limits, throwFileSizeLimit: false })
    const style = await readFile(join(import.meta.dirname, 'pages', 'kindling.css'), 'utf8')
    open.get('/assets/kindling.css', { schema: { hide: true } as object }, async (_request, reply) =>
      reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(style),
    )
    await open.register(formsRoutes(deps))
    await open.register(mailRoutes(deps))
    await open.register(choicesRoutes(deps))
    await open.register(consentRoutes(deps))
    await open.register(mailViewRoutes(deps))
    await open.register(documentRoutes(deps))
    await open.register(offerPages(deps))
    await open.register(leadCheckPages(deps))
    await open.register(salesPages(deps))
  })
  return app
}
