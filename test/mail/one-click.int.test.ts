import { expect, test } from 'vitest'
import { beginMail } from '../../mail/begin.ts'
import { claimMail } from '../../mail/claim.ts'
import { writeLetter } from '../../mail/letter.ts'
import { settleMail } from '../../mail/settle.ts'
import { signToken } from '../../mail/tokens.ts'
import { multipart } from '../api/multipart.ts'
import { appOn } from './app-on.ts'
import { mailWorld } from './mail-world.ts'

/** As mail programs send it: urlencoded or as multipart (RFC 8058 §3.2), and some with no body at all. */
const SENT = [
  [
    'urlencoded',
    {
      payload: 'List-Unsubscribe=One-Click',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
  ],
  ['multipart', multipart({ 'List-Unsubscribe': 'One-Click' })],
  ['without a body', {}],
  ['without a kind', { payload: 'List-Unsubscribe=One-Click' }],
  ['as plain text', { payload: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'text/plain' } }],
  ['as multipart without its boundary', { payload: 'x', headers: { 'content-type': 'multipart/form-data' } }],
  [
    'as multipart that ends too early',
    { payload: '--x\r\n', headers: { 'content-type': 'multipart/form-data; boundary=x' } },
  ],
] as const

test.each(SENT)('one click %s is honoured for mail that is claimed and has not begun', async (_how, body) => {
  const world = await mailWorld()
  const app = await appOn(world)
  const lead = await world.lead({ email: 'anna@client.example' })
  const key = await world.queue({ leadId: lead, template: 'offer' })
  const { mails, claimId } = await claimMail(world.store, 'default')
  const [mail] = mails
  if (!mail) throw new Error('nothing was claimed')
  const letter = await writeLetter(world.store.db, mail, { base: world.deps.config, now: 0 })
  expect(await world.row(key)).toMatchObject({ status: 'claimed' })

  const url = `/m/u/${signToken(world.deps.config.secret, 'unsubscribe', [key])}`
  const click = () => app.inject({ method: 'POST', url, ...body })
  for (const { statusCode, headers } of [await click(), await click()])
    expect([statusCode, headers.location, headers['set-cookie']]).toEqual([200, undefined, undefined])

  expect(await beginMail(world.store, { begins: [{ mail, claimId, letter }] }, 0)).toEqual([null])
  await settleMail(world.store, [{ key, leadId: lead, claimId, skip: 'suppressed' }])
  await world.drain()
  expect(await world.row(key)).toMatchObject({
    status: 'skipped',
    reason: 'topic refused',
    sending_at: null,
  })
  expect(await world.received()).toEqual([])
  const events = await world.store.db
    .selectFrom('mail_events')
    .select(['what', 'message_key', 'topic'])
    .where('what', '=', 'unsubscribed')
    .execute()
  expect(events).toEqual([{ what: 'unsubscribed', message_key: key, topic: 'news' }])
  const said = (await world.story(lead)).filter((line) => line.status === 'skipped')
  expect(said).toHaveLength(1)
})
