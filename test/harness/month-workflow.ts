import { sleep } from '@temporalio/workflow'

/** Sleeps a month: what the tests of skipped time run. */
export async function month(): Promise<void> {
  await sleep('30 days')
}
