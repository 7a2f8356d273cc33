import { proxyActivities, sleep } from '@temporalio/workflow'

const { mail } = proxyActivities<{ mail(input: { id: string; step: number }): Promise<void> }>({
  startToCloseTimeout: '10 seconds',
})

/** What one would write first: three mails, each after a sleep. Its activity does nothing. */
export async function plain({ id, sleepMs }: { id: string; sleepMs: number }): Promise<void> {
  for (let step = 1; step <= 3; step++) {
    await sleep(sleepMs)
    await mail({ id, step })
  }
}
