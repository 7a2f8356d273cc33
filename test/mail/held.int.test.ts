import '../harness/trial-facts.ts'
import { fact, on, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { mailWorld } from './mail-world.ts'

const steps = [send('hello' as never), send('offer' as never), wait('2 days')]
const held = sequence('held', { enter: on(fact('trial.case-opened')), topic: 'news' as never }, steps)

test('marketing mail that is queued when a person answers waits for five workdays; service mail goes', async () => {
  const world = await mailWorld({ plans: [compile(held)] })
  const { store } = world
  const lead = await world.lead({ email: 'anna@client.example' })
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const journey = await store.db.selectFrom('journeys').select('id').executeTakeFirstOrThrow()
  await acceptFacts(store, [{ type: 'email.replied', lead: { id: lead }, props: { journey: journey.id } }])
  await journeyTurn(store, journey.id)
  await world.drain()
  expect((await world.received()).map((mail) => mail.subject)).toHaveLength(1)
  const rows = await store.db
    .selectFrom('messages')
    .select(['template', 'status', 'reason', 'due_at'])
    .orderBy('template')
    .execute()
  expect(rows).toMatchObject([
    { template: 'hello', status: 'sent' },
    {
      template: 'offer',
      status: 'queued',
      reason: 'they answered',
      due_at: Date.parse('2026-03-09T09:00:00Z'),
    },
  ])
  store.clock.set('2026-03-09T09:00:00Z')
  await journeyTurn(store, journey.id)
  await world.drain()
  expect(await world.received()).toHaveLength(2)
})
