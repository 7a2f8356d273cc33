import '../harness/quiet.ts'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { workerOptions } from '../../worker/temporal.ts'

const FOLDER = join(import.meta.dirname, '../histories')
const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json'))

test('there is a recorded history of every workflow', () => {
  const workflows = new Set(names.map((name) => name.replace(/[-.].*$/, '')))
  expect([...workflows].sort()).toEqual(['alarms', 'handoff', 'journey', 'lane'])
})

test.each(names)('%s is replayed without a difference', async (name) => {
  const history = historyFromJSON(JSON.parse(await readFile(join(FOLDER, name), 'utf8')))
  const { workflowsPath } = workerOptions({})
  await Worker.runReplayHistory({ workflowsPath }, history, name)
})
