import { beforeAll, expect, test } from 'vitest'
import { type ApiUnderTest, apiUnderTest } from './api-under-test.ts'

let api: ApiUnderTest
let seller: string
beforeAll(async () => {
  api = await apiUnderTest()
  const payload = { email: 'petrov@works.example', name: 'Petrov', zone: 'UTC' }
  seller = (await api.ask({ method: 'POST', url: '/v1/sellers', payload })).json().id
})

const lead = async (payload: object) => {
  const reply = await api.ask({ method: 'POST', url: '/v1/leads', payload })
  return { status: reply.statusCode, body: reply.json() }
}
const facts = (leadId: string) =>
  api.store.db
    .selectFrom('facts')
    .select('props')
    .where('type', '=', 'account.changed')
    .where('lead_id', '=', leadId)
    .execute()

test('a company gets its owner and its main contact with a person, and says so once', async () => {
  const account = {
    domain: 'north.example',
    name: 'North Mill',
    owner: 'petrov@works.example',
    mainContact: true,
  }
  const { status, body } = await lead({ email: 'anna@north.example', role: 'decider', account })
  expect(status).toBe(201)
  expect(body).toMatchObject({
    role: 'decider',
    account: { domain: 'north.example', name: 'North Mill', owner: seller, mainContact: body.id },
  })
  await lead({ email: 'anna@north.example', account })
  expect(await facts(body.id)).toEqual([{ props: { changed: ['name', 'owner_id', 'main_contact_id'] } }])
})

test('another person becomes the main contact; without a word nothing changes', async () => {
  const anna = await lead({
    email: 'anna@south.example',
    account: { domain: 'south.example', mainContact: true },
  })
  const vera = await lead({ email: 'vera@south.example', account: { domain: 'south.example' } })
  expect(vera.body.account.mainContact).toBe(anna.body.id)
  const again = await lead({
    email: 'vera@south.example',
    account: { domain: 'south.example', mainContact: true },
  })
  expect(again.body.account.mainContact).toBe(vera.body.id)
})

test('an owner whom nobody knows is refused with its place, and nothing is made of it', async () => {
  const { status, body } = await lead({
    email: 'boris@east.example',
    account: { domain: 'east.example', owner: 'nobody@works.example' },
  })
  expect(status).toBe(404)
  expect(body).toMatchObject({ errors: [{ pointer: '/account/owner' }] })
  const found = await api.ask({ method: 'GET', url: '/v1/leads?email=boris@east.example' })
  expect(found.json().leads).toEqual([])
})

test('an owner is taken away by null', async () => {
  const account = { domain: 'west.example', owner: seller }
  const first = await lead({ email: 'olga@west.example', account })
  expect(first.body.account.owner).toBe(seller)
  const second = await lead({ email: 'olga@west.example', account: { ...account, owner: null } })
  expect(second.body.account.owner).toBeNull()
})
