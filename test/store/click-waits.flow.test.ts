import { clicked, end, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { instant } from '../../store/database.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { readJourney } from '../../store/journeys/read.ts'
import { flow } from '../harness/flow.ts'
import { publishedRelease } from '../harness/release.ts'
import { MONDAY } from '../harness/store.ts'
import { clickOn, mailThatLeft } from '../mail/click-scene.ts'

const SECOND = 1000
const DAY = 86_400 * SECOND

test('the real workflow sleeps on to the verdict on a click of the last second, and goes on with it', async () => {
  const { env, clock, store, settle } = await flow({ start: MONDAY })
  const plan = compile(
    sequence('waits', { topic: 'know-how' }, [
      wait('1 day', { until: clicked(), then: [end('clicked')], else: [end('silent')] }),
    ]),
  )
  await publishedRelease(store, { plans: [plan] })
  const ended: Record<string, { id: string; from: number }> = {}
  for (const who of ['person', 'machine', 'nobody']) {
    const from = await clock.now(store.db)
    const { id: lead } = await store.db
      .insertInto('leads')
      .values({ email: `${who}@works.example`, created_at: instant(from), updated_at: instant(from) })
      .returning('id')
      .executeTakeFirstOrThrow()
    const journey = (await startJourney(store, { sequence: 'waits', lead })) as { id: string }
    ended[who] = { id: journey.id, from }
    await mailThatLeft(store, { key: who, lead, journey: journey.id, at: from })
  }
  await settle()
  // A little before the first wait is over.
  await env.sleep(DAY - 20 * SECOND - ((await clock.now(store.db)) - (ended['person']?.from ?? 0)))
  await clickOn(store, { mail: 'person', link: 0 })
  await Promise.all([0, 1, 2].map((link) => clickOn(store, { mail: 'machine', link })))
  const clickedAt = await clock.now(store.db)
  await settle()

  for (const { id } of Object.values(ended)) await env.client.workflow.getHandle(`journey/${id}`).result()
  const came = async (who: string) => {
    const journey = await readJourney(store.db, ended[who]?.id ?? '')
    return { reason: journey.reason, at: journey.endedAt ?? 0 }
  }
  const [person, machine, nobody] = [await came('person'), await came('machine'), await came('nobody')]
  expect([person.reason, machine.reason, nobody.reason]).toEqual(['clicked', 'silent', 'silent'])
  // Sixty seconds after its own click, which came a little before the machine's.
  expect(person.at).toBeGreaterThan(clickedAt + 50 * SECOND)
  for (const { at } of [machine, nobody]) expect(at).toBeLessThan(clickedAt + 50 * SECOND)
})
