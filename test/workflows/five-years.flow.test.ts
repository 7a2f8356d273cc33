import '../harness/trial-facts.ts'
import { did, end, fact, on, sequence, set, wait, when } from 'kindling'
import { expect, test } from 'vitest'
import { ref } from '../../core/language/values.ts'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeysOf } from '../../store/journeys/read.ts'
import { flow } from '../harness/flow.ts'
import { publishedRelease } from '../harness/release.ts'

const patience = ref<string>('lead.patience')
const months = Array.from({ length: 60 }, (_, n) => [
  wait('1 month', { id: `month-${n}` }),
  set(patience, String(n + 1), { id: `set-${n}` }),
])

test('five years with sixty waits run through on the real workflow and the real store', async () => {
  const { env, clock, store, settle } = await flow()
  const plan = compile(
    sequence(
      'patient',
      {
        enter: on(fact('form.submitted')),
        topic: 'know-how',
        stop: [when(did('trial.deal-lost'), [end('lost')])],
      },
      months.flat(),
    ),
  )
  await publishedRelease(store, { plans: [plan], facts: { 'trial.deal-lost': { about: 'lead' } } })
  const begun = await clock.now(store.db)
  const { accepted } = await acceptFacts(store, [
    { type: 'form.submitted', lead: { email: 'ann@works.example' }, props: { form: 'news' } },
  ])
  expect(accepted).toHaveLength(1)
  const lead = await store.db.selectFrom('leads').select('id').executeTakeFirstOrThrow()
  const [journey] = await journeysOf(store.db, lead.id)
  await settle()

  await env.client.workflow.getHandle(`journey/${journey?.id}`).result()

  const [after] = await journeysOf(store.db, lead.id)
  expect(after).toMatchObject({ status: 'done', outcome: 'finished' })
  const years = ((after?.endedAt ?? 0) - begun) / (365.25 * 86_400_000)
  expect(years).toBeGreaterThan(4.99)
  expect(years).toBeLessThan(5.01)
  const changes = await store.db
    .selectFrom('facts')
    .select('at')
    .where('type', '=', 'lead.changed')
    .orderBy('at')
    .execute()
  expect(changes).toHaveLength(60)
  const { fields } = await store.db.selectFrom('leads').select('fields').executeTakeFirstOrThrow()
  expect(fields).toEqual({ patience: '60' })
})
