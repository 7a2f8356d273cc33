import { beforeAll, expect, it } from 'vitest'
import { createDealer } from '../../store/dealers/dealers.ts'
import { createSeller } from '../../store/sellers.ts'
import { type Running, running } from './running.ts'

let system: Running
beforeAll(async () => {
  system = await running()
})

const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  system.ask({ method, url, ...(payload && { payload }) })

it('says who would get the newest leads by the rules in the files, and why', async () => {
  await createSeller(system.store, { email: 'anna@works.example', name: 'Anna', zone: 'UTC' })
  for (const [name, sales] of [
    ['North', 300_000],
    ['South', 10_000],
  ] as const) {
    const { id } = await createDealer(system.store, { name, figures: { sales } })
    await createSeller(system.store, { email: `${name}@dealer.example`, name, zone: 'UTC', dealer: id })
  }
  await createSeller(system.store, { email: 'full@house.example', name: 'Full', zone: 'UTC', openLeads: 0 })
  const consents = [{ purpose: 'dealers', source: 'form', text: 'Yes' }]
  const ids = []
  for (const more of [{ consents }, {}, { consents, fields: { stage: 'client' } }]) {
    system.store.clock.advance(1000)
    const made = await ask('POST', '/v1/leads', {
      email: `lead${ids.length}@mill${ids.length}.example`,
      ...more,
    })
    ids.push(made.json<{ id: string }>().id)
  }
  const called = await system.kindling('route', 'dealers', '--last', '3')
  expect(called).toMatchObject({ code: 0, err: '' })
  expect(called.out.trim().split('\n')).toEqual([
    'dealers: 3 leads',
    `  ${ids[2]}: Anna`,
    '    rule “our own client”; lead.stage "client"; 1 seller left out: open leads',
    `  ${ids[1]}: house: Anna`,
    '    rule “the best dealer first”; no consent for dealers; 1 seller left out: open leads',
    `  ${ids[0]}: offer: North 2.5★, South 1.05★`,
    '    rule “the best dealer first”',
  ])
  const told = (await system.kindling('route', '--last', '3', '--json')).json()
  expect(Object.keys(told.routes as object)).toEqual(['dealers'])
  expect(await system.kindling('route', 'nothing')).toMatchObject({ code: 1 })
  expect(await system.kindling('route', '--last', '0')).toMatchObject({ code: 2 })
})

it('prints what dealers owe', async () => {
  expect(await system.kindling('dues')).toMatchObject({
    code: 0,
    out: 'dealer,hand-off,bid,won at,minor units,amount,currency,owed,waived at,why\r\n',
  })
})
