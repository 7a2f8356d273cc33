import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'

// Run as `node bench/plain/worker.ts <address of Temporal>`: the worker that ours is compared with, with the same limits.
Runtime.install({ logger: new DefaultLogger('ERROR') })
const connection = await NativeConnection.connect({ address: process.argv[2] ?? '127.0.0.1:7233' })
const worker = await Worker.create({
  connection,
  taskQueue: 'plain',
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: { mail: async () => {} },
  maxCachedWorkflows: 300,
  maxConcurrentWorkflowTaskExecutions: 100,
  maxConcurrentActivityTaskExecutions: 100,
})
await worker.run()
await connection.close()
