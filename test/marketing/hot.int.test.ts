import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadMarketing } from '../../cli/marketing-files.ts'
import { apiUnderTest } from '../api/api-under-test.ts'

const project = join(import.meta.dirname, '..', '..')

async function company() {
  const { marketing } = await loadMarketing(project)
  if (!marketing) throw new Error('the example marketing has faults')
  const { ask, store } = await apiUnderTest(marketing)
  const happened = (email: string, ...types: [string, Record<string, unknown>?][]) =>
    ask({
      method: 'POST',
      url: '/v1/facts',
      payload: { facts: types.map(([type, props = {}]) => ({ type, lead: { email }, props })) },
    })
  const routes = async () =>
    (await store.db.selectFrom('handoffs').select('route').execute()).map((row) => row.route)
  await ask({
    method: 'POST',
    url: '/v1/sellers',
    payload: { email: 's@verstak.example', name: 'S', zone: 'UTC' },
  })
  return { happened, routes, store }
}

it('hands over a lead that gets hot outside of any journey', async () => {
  const { happened, routes } = await company()
  await happened('hot@plant.example', ['call.requested'])
  expect(await routes()).toEqual([])
  await happened('hot@plant.example', ['event.attended', { minutes: 50 }])
  expect(await routes()).toEqual(['sales'])
})

it('does not hand over a second time whoever asked for a tender', async () => {
  const { happened, routes, store } = await company()
  await happened('tender@plant.example', ['form.submitted', { form: 'tender', enquiry: 'E1' }])
  await happened('tender@plant.example', ['call.requested'])
  expect(await routes()).toEqual(['tenders'])
  const refused = await store.db.selectFrom('journal').select('data').where('kind', '=', 'decision').execute()
  expect(refused.map((row) => row.data)).toContainEqual(
    expect.objectContaining({ sequence: 'hot', reason: 'condition not met' }),
  )
})
