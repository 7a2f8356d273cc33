import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { webhookPush } from '../../providers/push/webhook.ts'
import { acceptOffer } from '../../store/offers/accept.ts'
import { hookSecret } from '../../core/hook-secret.ts'
import { afterwards } from '../harness/afterwards.ts'
import { until } from '../harness/until.ts'
import { dealerScene, HOUR } from '../store/dealer-scene.ts'

const SECRET = hookSecret('a secret of thirty-two letters or more', 'push')

/** Somebody's bot: what it was told, and what it answers. */
async function bot(status = 204) {
  const told: { body: string; headers: Record<string, string> }[] = []
  const server = createServer((request, answer) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      told.push({ body, headers: request.headers as Record<string, string> })
      answer.writeHead(status).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  afterwards(() => new Promise<void>((done) => server.close(() => done())))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/nudges`
  return { told, push: webhookPush({ url, secret: SECRET, publicUrl: 'https://kindling.test' }) }
}

test('an offer, and then the lead, nudges its seller once: signed, with a page and nothing of the lead', async () => {
  const s = await dealerScene()
  const { told, push } = await bot()
  s.store.push = push
  const five = await s.dealer('five', 5)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  const offer = await s.offerTo(id, five.person)
  await until(() => told.length === 1)
  await s.turn(id)
  await acceptOffer(s.store, offer, five.person)
  await until(() => told.length === 2)
  const said = told.map(({ body, headers }) => new Webhook(SECRET).verify(body, headers))
  expect(said).toEqual([
    {
      id: `offer/${offer}`,
      seller: five.person,
      what: 'offer',
      url: `https://kindling.test/my/offers/${offer}`,
      until: new Date(s.store.clock.read() + 2 * HOUR).toISOString(),
    },
    expect.objectContaining({
      seller: five.person,
      what: 'taken',
      url: `https://kindling.test/my/leads/${id}`,
    }),
  ])
})

test('a bot that is down, or says no, is in nobody’s way: the mail is in the ledger', async () => {
  const s = await dealerScene()
  const { told, push } = await bot(500)
  s.store.push = push
  const five = await s.dealer('five', 5)
  const { id } = await s.open(await s.lead())
  await s.turn(id)
  await until(() => told.length === 1)
  const gone = webhookPush({ url: 'http://127.0.0.1:9/', secret: SECRET, publicUrl: 'https://kindling.test' })
  await expect(gone.tell({ id: 'x', seller: 'y', what: 'offer', path: '/my', until: 0 })).rejects.toThrow()
  const mails = await s.store.db
    .selectFrom('messages')
    .select('key')
    .where('seller_id', '=', five.person)
    .execute()
  expect(mails).toHaveLength(1)
})
