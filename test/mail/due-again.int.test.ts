import '../harness/trial-facts.ts'
import { fact, on, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { dispose } from '../../store/handoffs/disposition.ts'
import { openHandoff } from '../../store/handoffs/open.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { pauseJourney, resumeJourney } from '../../store/journeys/control.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { inMoment } from '../../store/moment.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { createSeller } from '../../store/sellers.ts'
import { lockLead } from '../../store/transact.ts'
import { routing } from '../store/sales-scene.ts'
import { mailWorld } from './mail-world.ts'

const MINUTE = 60_000

const plain = compile(
  sequence('plain', { enter: on(fact('trial.case-opened')), topic: 'news' as never }, [
    send('offer' as never),
    wait('2 days'),
  ]),
)

test('mail of a paused journey is due as soon as the journey goes on', async () => {
  const world = await mailWorld({ plans: [plain] })
  const { store } = world
  const lead = await world.lead()
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const { id } = await store.db.selectFrom('journeys').select('id').executeTakeFirstOrThrow()
  await journeyTurn(store, id)
  await pauseJourney(store, id)
  await world.drain()
  const waiting = await store.db.selectFrom('messages').selectAll().executeTakeFirstOrThrow()
  expect(waiting).toMatchObject({ status: 'queued', reason: 'journey paused' })
  store.clock.advance(MINUTE)
  expect(waiting.due_at).toBeGreaterThan(store.clock.read())
  await resumeJourney(store, id)
  expect((await world.row(waiting.key)).due_at).toBe(store.clock.read())
  await journeyTurn(store, id)
  await world.drain()
  expect((await world.row(waiting.key)).status).toBe('sent')
})

test('mail that a hand-off held is due as soon as the hand-off is closed', async () => {
  const world = await mailWorld({ routing })
  const { store } = world
  const lead = await world.lead()
  const seller = await createSeller(store, { email: 'petrov@works.example', name: 'Petrov', zone: 'UTC' })
  const { id } = await inMoment(
    store,
    (tx) => lockLead(tx, lead),
    (m) =>
      openHandoff(m, {
        leadId: lead,
        accountId: null,
        thing: null,
        route: 'sales',
        journeyId: null,
        step: 'sales',
        to: null,
        firstContact: null,
      }),
  )
  await handoffTurn(store, id)
  const offer = await store.db.selectFrom('offers').select('id').executeTakeFirstOrThrow()
  await acceptOffer(store, offer.id, seller.id)
  const key = await world.queue({ leadId: lead, template: 'offer' })
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'queued', reason: 'in sales' })
  store.clock.advance(MINUTE)
  await dispose(store, id, { outcome: 'won' })
  expect((await world.row(key)).due_at).toBe(store.clock.read())
  await world.drain()
  expect((await world.row(key)).status).toBe('sent')
})
