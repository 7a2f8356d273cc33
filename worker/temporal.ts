import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker'
import { CodesOnly } from '../activities/failures.ts'
import { NAMESPACE, TASK_QUEUE } from '../providers/temporal/names.ts'

/** How many transactions of turns run at once: a few more than the pool has connections. */
const TURNS = 24

/** What every worker of ours is made of; tests in skipped time use the same. */
export function workerOptions(activities: object): WorkerOptions {
  return {
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    activities,
    interceptors: { activity: [() => ({ inbound: new CodesOnly() })] },
    // Journeys sleep for days: a large cache would be paid for and never hit.
    maxCachedWorkflows: 300,
    maxConcurrentWorkflowTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: TURNS,
    maxConcurrentActivityTaskExecutions: 20,
    shutdownGraceTime: '10 seconds',
  }
}

/** Connects as soon as Temporal answers, however long that takes. `wait`: between two tries, in machine ms. */
export async function connectWorker(
  address: string,
  activities: object,
  { wait, signal }: { wait: number; signal: AbortSignal },
): Promise<{ worker: Worker; close(): Promise<void> } | null> {
  while (!signal.aborted) {
    try {
      const connection = await NativeConnection.connect({ address })
      const worker = await Worker.create({ ...workerOptions(activities), connection, namespace: NAMESPACE })
      return { worker, close: () => connection.close() }
    } catch (error) {
      if (!isUnreachable(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return null
}

const isUnreachable = (error: unknown): boolean =>
  error instanceof Error &&
  /TransportError|unavailable|Connection failed|tcp connect/i.test(`${error.name} ${error.message}`)
