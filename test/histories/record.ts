// Records histories of each workflow from a system that runs here (`npm start`), for test/workflows/replay.int.test.ts:
// `node test/histories/record.ts`. Do it after a change of the loop that is meant to be one, under a new workflow type.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { readRunFile } from '../../cli/run-file.ts'
import * as workflows from '../../workflows/index.ts'

const connection = await Connection.connect({ address: readRunFile().temporal })
const { workflow } = new Client({ connection })

for (const type of Object.keys(workflows)) {
  // The longest shows most of what the loop does; a finished one also shows its end.
  for (const [kind, query] of [
    ['asleep', 'ExecutionStatus = "Running"'],
    ['over', 'ExecutionStatus = "Completed"'],
  ] as const) {
    let longest: { workflowId: string; historyLength: number } | undefined
    for await (const one of workflow.list({ query: `WorkflowType = "${type}" AND ${query}` })) {
      if (one.historyLength > (longest?.historyLength ?? 0)) longest = one
    }
    if (!longest) continue
    const history = await workflow.getHandle(longest.workflowId).fetchHistory()
    writeFileSync(join(import.meta.dirname, `${type}-${kind}.json`), `${JSON.stringify(historyToJSON(history), null, 1)}\n`)
    process.stdout.write(`${type} ${kind}: ${history.events?.length} events\n`)
  }
}
await connection.close()
