import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker'
import { ApplicationFailure } from '@temporalio/common'
import { codeOf } from '../store/facts/code.ts'

/**
 * Turns every error into a code, so that no message, no cause and no address ever reaches a history. Activities are
 * written to be run again, so every failure may be retried.
 */
export class CodesOnly implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input)
    } catch (error) {
      if (error instanceof Error && error.name === 'CancelledFailure') throw error
      const failure = ApplicationFailure.create({ type: codeOf(error), message: codeOf(error) })
      delete failure.stack
      throw failure
    }
  }
}
