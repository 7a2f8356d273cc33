import {
  condition,
  continueAsNew,
  defineSignal,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { PumpAnswer, PumpInput } from '../activities/types.ts'

/** A hint that something may be due. It carries nothing: the row decides. */
const wake = defineSignal('wake')

/** The one loop of the product: a turn, a sleep, again. It sees no clock, no plan, no person, and holds no rule. */
export async function pump(input: PumpInput, turn: (input: PumpInput) => Promise<PumpAnswer>): Promise<void> {
  let woken = false
  setHandler(wake, () => {
    woken = true
  })
  for (;;) {
    woken = false
    const answer = await turn(input)
    if (answer.done) return
    setCurrentDetails(answer.details)
    if (answer.sleepMs === null) await condition(() => woken)
    else await condition(() => woken, Math.max(1, answer.sleepMs), { summary: answer.details })
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<(again: PumpInput) => Promise<void>>(input)
  }
}
