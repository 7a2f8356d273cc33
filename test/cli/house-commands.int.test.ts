import { beforeAll, expect, test } from 'vitest'
import { createSeller } from '../../store/sellers.ts'
import { running, type Running } from './running.ts'

let system: Running

beforeAll(async () => {
  system = await running()
})

test('kindling adrift lists who is nobody’s, and ends with 1 as long as there is somebody', async () => {
  const nobody = await system.kindling('adrift')
  expect([nobody.code, nobody.out]).toEqual([0, expect.stringContaining('0  adrift')])
  const made = await system.ask({
    method: 'POST',
    url: '/v1/leads',
    payload: { email: 'vera@zavod.example' },
  })
  const { id } = made.json<{ id: string }>()
  const found = await system.kindling('adrift')
  expect(found.code).toBe(1)
  expect(found.out).toContain(`${id}  since`)
  expect((await system.kindling('adrift', '--json')).json()).toMatchObject({
    leads: [{ id }],
    counts: { adrift: 1 },
  })
})

test('kindling leaver moves what somebody has', async () => {
  const seller = (name: string) =>
    createSeller(system.store, { email: `${name}@works.example`, name, zone: 'UTC' })
  const [anna] = [await seller('anna'), await seller('boris')]
  await system.store.db
    .insertInto('accounts')
    .values({ name: 'Works', owner_id: anna.id, created_at: new Date(0) })
    .execute()
  const moved = await system.kindling('leaver', 'anna@works.example', '--to', 'boris@works.example')
  expect([moved.code, moved.out]).toEqual([
    0,
    '0 hand-offs, 0 leads, 0 tasks, 1 company moved; 0 open offers went to the next.\n',
  ])
  const unknown = await system.kindling('leaver', 'nobody@works.example')
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('No seller has this address')])
})

test('kindling quality says it in words', async () => {
  const none = await system.kindling('quality', '--by', 'seller')
  expect([none.code, none.out]).toEqual([0, 'Nobody took a lead in this time.\n'])
  expect((await system.kindling('quality', '--by', 'shoes')).code).toBe(2)
})
