import { expect, test } from 'vitest'
import type { Route } from '../../core/release/release.ts'
import { openHandoff } from '../../store/handoffs/open.ts'
import { handoffTurn } from '../../store/handoffs/turn.ts'
import { inMoment } from '../../store/moment.ts'
import { createSeller } from '../../store/sellers.ts'
import { changeSeller } from '../../store/staff/change-seller.ts'
import { lockLead } from '../../store/transact.ts'
import { routing } from '../store/sales-scene.ts'
import { mailWorld } from './mail-world.ts'

test('a lead that waits until sales has room goes on getting its marketing mail; once somebody is asked, it waits', async () => {
  const world = await mailWorld({ routing: { sales: routing.sales as Route } })
  const { store } = world
  const seller = await createSeller(store, {
    email: 'anna@works.example',
    name: 'Anna',
    zone: 'UTC',
    openLeads: 0,
  })
  const lead = await world.lead({ email: 'vera@client.example', consent: true })
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
        step: 'test',
        to: null,
        firstContact: null,
      }),
  )
  await handoffTurn(store, id)
  const first = await world.queue({ leadId: lead, template: 'offer' })
  await world.drain()
  expect(await world.row(first)).toMatchObject({ status: 'sent' })
  await changeSeller(store, seller.id, { openLeads: 1 })
  await handoffTurn(store, id)
  const second = await world.queue({ leadId: lead, template: 'offer' })
  await world.drain()
  expect(await world.row(second)).toMatchObject({ status: 'queued', reason: 'in sales' })
})
