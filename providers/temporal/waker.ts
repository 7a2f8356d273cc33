import { Client, Connection } from '@temporalio/client'
import { NAMESPACE, TASK_QUEUE, WAKE } from './names.ts'

/** A workflow to start or to wake; the store's `Waker` takes the same. */
interface Wake {
  id: string
  type: string
  delayMs?: number
  replace?: boolean
  /** One line for Temporal's own pages: the sequence and its plan, no person. */
  summary?: string
}

/** The client side of Temporal: wakes workflows. */
export interface TemporalWaker {
  wake: (workflow: Wake) => Promise<void>
  /** Whether the server answers within two seconds of machine time. */
  answers: () => Promise<boolean>
  close: () => Promise<void>
}

const WAKE_MS = 5_000
const ASK_MS = 2_000

/**
 * A client that connects on its first use and again whenever the connection is lost, so that a server that is
 * down stops nobody from starting. Every wake is a `signalWithStart`, the only call that also ends a start delay.
 *
 * @param options.namespace for tests that share one server
 */
export function temporalWaker(options: {
  address: string
  namespace?: string
  taskQueue?: string
}): TemporalWaker {
  const { address, namespace = NAMESPACE, taskQueue = TASK_QUEUE } = options
  // Without a bound the client waits up to two minutes before it tries a lost server again.
  const channelArgs = { 'grpc.initial_reconnect_backoff_ms': 200, 'grpc.max_reconnect_backoff_ms': 2000 }
  // No tries in the client: the outbox tries again, and a server that is down is then noticed at once.
  const connection = Connection.lazy({ address, channelArgs, interceptors: [] })
  const client = new Client({ connection, namespace })
  // Machine time: how long to wait for the server.
  const within = <T>(ms: number, call: () => Promise<T>) => connection.withDeadline(Date.now() + ms, call)

  return {
    async wake({ id, type, delayMs, replace, summary }) {
      await within(WAKE_MS, () =>
        client.workflow.signalWithStart(type, {
          workflowId: id,
          taskQueue,
          args: [{ id: id.slice(id.indexOf('/') + 1) }],
          signal: WAKE,
          signalArgs: [],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          ...(replace && { workflowIdConflictPolicy: 'TERMINATE_EXISTING' as const }),
          ...(delayMs !== undefined && delayMs > 0 && { startDelay: Math.ceil(delayMs) }),
          ...(summary && { staticSummary: summary }),
        }),
      )
    },
    async answers() {
      try {
        await within(ASK_MS, () => connection.workflowService.getSystemInfo({}))
        return true
      } catch {
        return false
      }
    },
    close: () => connection.close(),
  }
}
