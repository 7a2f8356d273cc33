import { DefaultLogger, Runtime } from '@temporalio/worker'
import type { Logger } from 'pino'

/**
 * Sends what Temporal's SDK says through our log, from warnings on. Its texts may hold an error's message, so only
 * where it was said and its kind are kept.
 */
export function quietSdk(log: Logger): void {
  const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
    const error = (meta as { error?: unknown } | undefined)?.error
    log[level === 'ERROR' ? 'error' : 'warn'](
      { component: meta?.sdkComponent, ...(error instanceof Error && { error: error.name }) },
      message.split('\n')[0] ?? '',
    )
  })
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'WARN', forward: {} } } })
}
