import { Worker } from '@temporalio/worker'
import { createTurns } from '../../activities/turns.ts'
import type { PumpAnswer, PumpInput } from '../../activities/types.ts'
import { sendLeftovers } from '../../store/outbox.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import type { Store } from '../../store/store.ts'
import { drainLane } from '../../mail/drain.ts'
import { workerOptions } from '../../worker/temporal.ts'
import { afterwards } from './afterwards.ts'
import { skippedTime } from './skipped-time.ts'
import { realStore } from './store.ts'
import { laneTakesAll } from './takes-all.ts'

/** What a test drains in process after each turn, under Temporal's time: the lanes, for tests that look at mail. */
export type AfterTurn = (store: Store) => Promise<void>

/**
 * The real workflows and the real store in skipped time. After each turn, and before its activity returns, the outbox
 * is sent: time never jumps while an activity runs, and a start delay is not ended by a signal in this server, so
 * workflows start without one. `start`: business time at the beginning, epoch ms, else that of the machine. `mail`: lanes
 * are drained too, after each turn and by their own pumps; every mail is taken.
 */
export async function flow(options: { afterTurn?: AfterTurn; start?: number; mail?: boolean } = {}) {
  const { env, clock } = await skippedTime(options)
  const waker = {
    async wake({ id, type }: { id: string; type: string }) {
      await env.client.workflow.signalWithStart(type, {
        workflowId: id,
        taskQueue: 'kindling',
        args: [{ id: id.slice(id.indexOf('/') + 1) }],
        signal: 'wake',
        signalArgs: [],
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      })
    },
  }
  const store = await realStore({ clock, waker })
  const lane = laneTakesAll(store)
  const drain = () => (options.mail ? drainLane(lane, 'default') : { sleepMs: null })
  const settle = async () => {
    await drain()
    await options.afterTurn?.(store)
    await sendLeftovers(store, { ageMs: -1000 })
  }
  const turns = createTurns(store)
  const after = (turn: (input: PumpInput) => Promise<PumpAnswer>) => async (input: PumpInput) => {
    const answer = await turn(input)
    await settle()
    return answer
  }
  const worker = await Worker.create({
    ...workerOptions({
      journeyTurn: after(turns.journeyTurn),
      handoffTurn: after(turns.handoffTurn),
      drainLane: async (): Promise<PumpAnswer> => {
        const { sleepMs } = await drain()
        await settle()
        return { done: false, sleepMs, details: '' }
      },
      drainAlarms: async (): Promise<PumpAnswer> => {
        const sleepMs = await drainAlarms(store, { until: performance.now() + 5000, beat: () => {} })
        await settle()
        return { done: false, sleepMs, details: '' }
      },
    }),
    connection: env.nativeConnection,
  })
  const running = worker.run()
  afterwards(async () => {
    worker.shutdown()
    await running
  })
  return { env, clock, store, settle }
}
