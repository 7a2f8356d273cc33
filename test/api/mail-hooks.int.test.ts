import { describe, expect, test } from 'vitest'
import { buildApp } from '../../api/app.ts'
import { afterwards } from '../harness/afterwards.ts'
import {
  MAILGUN_KEY,
  mailgunDelivered,
  mailgunFailed,
  mailgunSaid,
  mailgunSignature,
} from '../providers/mail-hooks/mailgun-payloads.ts'
import {
  postmarkBounce,
  postmarkComplaint,
  postmarkDelivery,
} from '../providers/mail-hooks/postmark-payloads.ts'
import { sesBounce, sesComplaint, sesDelay, sesDelivery } from '../providers/mail-hooks/ses-payloads.ts'
import { CERTIFICATE_URL, snsSigner, TOPIC } from '../providers/mail-hooks/sns-signer.ts'
import { type SentMail, sentWorld } from '../mail/sent-world.ts'
import { answer } from '../mail/world-mail.ts'
import { apiUnderTest } from './api-under-test.ts'

const world = await sentWorld()
const { deps: base } = await apiUnderTest()
const amazon = snsSigner()
const asked: string[] = []
let answers = true
const app = await buildApp({
  ...base,
  store: world.store,
  secret: world.deps.config.secret,
  mailHooks: {
    postmark: 'hooks:a password of enough length',
    mailgun: [MAILGUN_KEY],
    ses: [TOPIC],
    fetchText: async (url) => {
      asked.push(url)
      if (!answers) throw new Error('no answer')
      return amazon.pem
    },
  },
})
afterwards(() => app.close())

const LOGIN = `Basic ${Buffer.from('hooks:a password of enough length').toString('base64')}`
const post = (provider: string, payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/hooks/mail/${provider}`,
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: { 'content-type': 'application/json', ...headers },
  })
const postmark = (payload: unknown, authorization = LOGIN) => post('postmark', payload, { authorization })
const mailgun = (said: unknown, signature = mailgunSignature()) =>
  post('mailgun', { signature, 'event-data': said })
// As SNS calls it: JSON, and it says that it is plain text.
const ses = (payload: unknown) => post('ses', payload, { 'content-type': 'text/plain; charset=UTF-8' })

const types = async (mail: SentMail) => (await world.facts(mail.lead)).map((fact) => fact.type)
const result = (reply: { statusCode: number; json(): unknown }) => [
  reply.statusCode,
  (reply.json() as { result?: string; code?: string }).result ?? (reply.json() as { code?: string }).code,
]

/** The same happening, told by each provider in its own shape. */
const providers = {
  postmark: {
    bounce: (mail: SentMail) =>
      postmark(postmarkBounce(mail.key, { id: Number(`0x${mail.key}`), email: mail.email })),
    complaint: (mail: SentMail) =>
      postmark(postmarkComplaint(mail.key, { id: Number(`0x${mail.key}`), email: mail.email })),
    delivery: (mail: SentMail) => postmark(postmarkDelivery(mail.key, { email: mail.email })),
  },
  mailgun: {
    bounce: (mail: SentMail) => mailgun(mailgunFailed({ messageId: mail.messageId, recipient: mail.email })),
    complaint: (mail: SentMail) =>
      mailgun(mailgunSaid('complained', { messageId: mail.messageId, recipient: mail.email })),
    delivery: (mail: SentMail) =>
      mailgun(mailgunDelivered({ messageId: mail.messageId, recipient: mail.email })),
  },
  ses: {
    bounce: (mail: SentMail) =>
      ses(amazon.notification(sesBounce({ messageId: mail.messageId, reader: mail.email }))),
    complaint: (mail: SentMail) =>
      ses(amazon.notification(sesComplaint({ messageId: mail.messageId, reader: mail.email }))),
    delivery: (mail: SentMail) =>
      ses(amazon.notification(sesDelivery({ messageId: mail.messageId, reader: mail.email }))),
  },
}

test.each(Object.entries(providers))(
  '%s: a bounce, a complaint and a delivery have their effect',
  async (_name, told) => {
    const gone = await world.sent()
    expect(result(await told.bounce(gone))).toEqual([200, 'taken'])
    expect(await types(gone)).toEqual(['email.bounced'])
    expect(await world.refuses(gone.email)).toEqual([''])
    const angry = await world.sent()
    expect(result(await told.complaint(angry))).toEqual([200, 'taken'])
    expect(await types(angry)).toEqual(['email.complained', 'consent.withdrawn'])
    expect(await world.refuses(angry.email)).toEqual(['news'])
    const there = await world.sent()
    expect(result(await told.delivery(there))).toEqual([200, 'taken'])
    expect(await types(there)).toEqual(['email.delivered'])
  },
)

test.each(Object.entries(providers))(
  '%s: about a mail that never was: 200, without effect',
  async (_name, told) => {
    const before = await world.store.db.selectFrom('facts').select('id').execute()
    const never: SentMail = {
      lead: '',
      email: 'nobody@client.example',
      key: 'f'.repeat(30) + String(_name.length).padStart(2, '0'),
      messageId: `<${'f'.repeat(32)}@works.example>`,
      bounces: '',
    }
    expect(result(await told.bounce(never))).toEqual([200, 'counted'])
    expect(result(await told.delivery(never))).toEqual([200, 'counted'])
    expect(await world.store.db.selectFrom('facts').select('id').execute()).toEqual(before)
    expect(await world.refuses('nobody@client.example')).toEqual([])
  },
)

test.each([
  ['of unknown fate', { status: 'unknown' as const, unknown: true }],
  ['that waits for its second try', { status: 'retry' as const, unknown: true }],
  ['whose worker died meanwhile', { status: 'sending' as const, unknown: false }],
])(
  'a service answer %s is settled by its delivery, and does not go again',
  async (_what, { status, unknown }) => {
    const mail = await world.sent({ template: 'hello' })
    const now = new Date(world.store.clock.read())
    await world.store.db
      .updateTable('messages')
      .set({
        status,
        unknown_at: unknown ? now : null,
        left_at: null,
        due_at: now,
        lease_until: new Date(0),
        reason: 'the server took all of it and did not answer',
      })
      .where('key', '=', mail.key)
      .execute()
    expect(result(await providers.ses.delivery(mail))).toEqual([200, 'taken'])
    expect(await world.row(mail.key)).toMatchObject({ status: 'sent', reason: null })
    world.store.clock.advance(86_400_000)
    await world.drain()
    expect(await world.received(mail.email)).toEqual([])
    expect(await world.row(mail.key)).toMatchObject({ status: 'sent' })
    expect(await world.story(mail.lead)).toContainEqual(
      expect.objectContaining({ status: 'sent', reason: 'its provider says that it arrived' }),
    )
  },
)

test('a mail of unknown fate that came back has failed', async () => {
  const mail = await world.sent()
  await world.store.db
    .updateTable('messages')
    .set({ status: 'unknown', unknown_at: new Date(world.store.clock.read()) })
    .where('key', '=', mail.key)
    .execute()
  await providers.mailgun.bounce(mail)
  expect(await world.row(mail.key)).toMatchObject({ status: 'failed', code: '5.1.1' })
})

test('Postmark: without its user and password nothing is read', async () => {
  const mail = await world.sent()
  const payload = postmarkBounce(mail.key, { id: 77, email: mail.email })
  for (const login of ['', 'Bearer x', `Basic ${Buffer.from('hooks:wrong').toString('base64')}`, 'Basic !!'])
    expect(result(await postmark(payload, login))).toEqual([401, 'bad_signature'])
  expect(await types(mail)).toEqual([])
  expect(result(await postmark(payload))).toEqual([200, 'taken'])
  expect(result(await postmark(payload))).toEqual([200, 'repeated'])
})

test('Mailgun: a forged signature is refused, and a true one works for one message only', async () => {
  const mail = await world.sent()
  const other = await world.sent()
  const said = mailgunFailed({ messageId: mail.messageId, recipient: mail.email })
  expect(result(await mailgun(said, mailgunSignature({ key: 'a key of somebody else' })))).toEqual([
    401,
    'bad_signature',
  ])
  expect(await types(mail)).toEqual([])
  const signature = mailgunSignature()
  expect(result(await mailgun(said, signature))).toEqual([200, 'taken'])
  // The signature does not cover the body: whoever saw it cannot use it for another.
  const forged = mailgunFailed({ messageId: other.messageId, recipient: other.email })
  expect(result(await mailgun(forged, signature))).toEqual([200, 'repeated'])
  expect(await types(other)).toEqual([])
})

test('SES: the certificate comes from Amazon only, once, and nobody else is asked', async () => {
  const mail = await world.sent()
  const said = sesBounce({ messageId: mail.messageId, reader: mail.email })
  const before = asked.length
  for (const url of [
    'https://evil.example/x.pem',
    'http://sns.eu-west-1.amazonaws.com/x.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/x.pem',
    'https://sns.eu-west-1.amazonaws.com/certificate',
  ])
    expect(result(await ses(amazon.notification(said, { url })))).toEqual([401, 'bad_signature'])
  expect(asked.length).toBe(before)
  expect(await types(mail)).toEqual([])
  expect(result(await ses(amazon.notification(said)))).toEqual([200, 'taken'])
  expect(asked.filter((url) => url === CERTIFICATE_URL)).toHaveLength(1)
})

test('SES: changed on its way, signed by another, or of a topic that is not ours', async () => {
  const mail = await world.sent()
  const said = sesBounce({ messageId: mail.messageId, reader: mail.email })
  const good = amazon.notification(said)
  const bad = [
    { ...good, Message: good.Message.replace(mail.email, 'other@client.example') },
    { ...good, MessageId: '00000000-0000-4000-8000-ffffffffffff' },
    { ...good, Signature: '' },
    { ...good, SignatureVersion: '1' },
    { ...good, SignatureVersion: '3' },
    snsSigner().notification(said),
    amazon.notification(said, { topic: 'arn:aws:sns:eu-west-1:999999999999:theirs' }),
  ]
  for (const one of bad) expect(result(await ses(one))).toEqual([401, 'bad_signature'])
  expect(await types(mail)).toEqual([])
  expect(result(await ses(good))).toEqual([200, 'taken'])
  expect(result(await ses(good))).toEqual([200, 'repeated'])
})

test('SES: version 1 of the signature counts too, and a subject is signed with the rest', async () => {
  const mail = await world.sent()
  const said = sesDelay({ messageId: mail.messageId, reader: mail.email })
  expect(result(await ses(amazon.notification(said, { version: '1', subject: 'Amazon SES' })))).toEqual([
    200,
    'taken',
  ])
  expect(await world.events(mail.key)).toEqual(['deferred 4.4.1'])
})

test('SES: a certificate whose time is over proves nothing', async () => {
  const old = snsSigner(['2019-01-01T00:00:00', '2020-01-01T00:00:00'])
  const late = await buildApp({
    ...base,
    mailHooks: { postmark: null, mailgun: [], ses: [TOPIC], fetchText: async () => old.pem },
  })
  afterwards(() => late.close())
  const reply = await late.inject({
    method: 'POST',
    url: '/hooks/mail/ses',
    payload: JSON.stringify(old.notification(sesDelivery({ messageId: '<x@works.example>' }))),
    headers: { 'content-type': 'text/plain' },
  })
  expect(result(reply)).toEqual([401, 'bad_signature'])
})

test('SES: a subscription is confirmed where Amazon itself asks for it, and only at Amazon', async () => {
  const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc'
  expect(result(await ses(amazon.confirmation({ subscribe: url })))).toEqual([200, 'subscribed'])
  expect(asked.at(-1)).toBe(url)
  const before = asked.length
  expect(result(await ses(amazon.confirmation({ subscribe: 'http://169.254.169.254/latest' })))).toEqual([
    401,
    'bad_signature',
  ])
  expect(result(await ses({ ...amazon.confirmation(), Token: 'changed' }))).toEqual([401, 'bad_signature'])
  expect(
    result(await ses(amazon.confirmation({ topic: 'arn:aws:sns:eu-west-1:999999999999:theirs' }))),
  ).toEqual([401, 'bad_signature'])
  expect(asked.length).toBe(before)
})

test('SES: where Amazon does not answer, it is asked to come again', async () => {
  const mail = await world.sent()
  const url = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-next.pem'
  const message = amazon.notification(sesDelivery({ messageId: mail.messageId, reader: mail.email }), { url })
  answers = false
  try {
    expect(result(await ses(message))).toEqual([503, 'unavailable'])
  } finally {
    answers = true
  }
  expect(result(await ses(message))).toEqual([200, 'taken'])
})

test.each(['', '{', '[]', 'null', '"x"', '{"signature":1}', `{"a":"${'x'.repeat(70_000)}"}`])(
  'a body that is nothing of theirs (%#) is a 4xx at each, and changes nothing',
  async (body) => {
    const before = await world.store.db.selectFrom('incoming').select('id').execute()
    for (const reply of [await postmark(body), await post('mailgun', body), await ses(body)]) {
      expect(reply.statusCode).toBeGreaterThanOrEqual(400)
      expect(reply.statusCode).toBeLessThan(500)
    }
    expect(await world.store.db.selectFrom('incoming').select('id').execute()).toEqual(before)
  },
)

test('a webhook of 40 MB is not taken in', async () => {
  expect((await postmark('x'.repeat(40_000_000))).statusCode).toBe(413)
})

describe('an answer that a provider received for us', () => {
  const answered = (mail: SentMail) =>
    answer({ from: mail.email, to: 'news@works.example', messageId: mail.messageId, text: 'Да, жду звонка.' })
  // https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html
  const received = (content: string, encoding: string) =>
    ses(
      amazon.notification({
        notificationType: 'Received',
        receipt: { recipients: ['news@works.example'], action: { type: 'SNS', topicArn: TOPIC, encoding } },
        mail: { messageId: 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1' },
        content,
      }),
    )
  // https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http
  const route = async (mime: string, { token, timestamp, signature } = mailgunSignature()) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({
      recipient: 'news@works.example',
      timestamp,
      token,
      signature,
    }))
      form.set(name, value)
    form.set('body-mime', mime)
    const reply = new Response(form)
    return app.inject({
      method: 'POST',
      url: '/hooks/mail/mailgun/mime',
      payload: Buffer.from(await reply.arrayBuffer()),
      headers: { 'content-type': reply.headers.get('content-type') ?? '' },
    })
  }
  test.each([
    // https://postmarkapp.com/developer/webhooks/inbound-webhook
    ['Postmark', (mime: string) => postmark({ MessageID: 'x', From: 'a@client.example', RawEmail: mime })],
    ['SES', (mime: string) => received(mime, 'UTF8')],
    ['SES in base64', (mime: string) => received(Buffer.from(mime).toString('base64'), 'BASE64')],
    ['Mailgun', (mime: string) => route(mime)],
  ])('%s: is an answer, once', async (_name, hands) => {
    const mail = await world.sent()
    const mime = answered(mail)
    expect(result(await hands(mime))).toEqual([200, 'taken'])
    expect(result(await hands(mime))).toEqual([200, 'repeated'])
    expect(await world.facts(mail.lead)).toMatchObject([
      { type: 'email.replied', props: { message: mail.key, text: 'Да, жду звонка.' } },
    ])
  })
  test('Mailgun: not with a signature of somebody else, nor without a form', async () => {
    const mail = await world.sent()
    expect(result(await route(answered(mail), mailgunSignature({ key: 'another' })))).toEqual([
      401,
      'bad_signature',
    ])
    expect(result(await post('mailgun/mime', '{}'))).toEqual([401, 'bad_signature'])
    expect(await types(mail)).toEqual([])
  })
})

test('Mailgun: a signature that came with a message is no good for a webhook', async () => {
  const mail = await world.sent()
  const { token, timestamp, signature } = mailgunSignature()
  const form = new URLSearchParams({ token, timestamp, signature, 'body-mime': 'Subject: hello' })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  expect(result(await post('mailgun/mime', form.toString(), headers))).toEqual([200, 'counted'])
  const forged = mailgunFailed({ messageId: mail.messageId, recipient: mail.email })
  expect(result(await mailgun(forged, { token, timestamp, signature }))).toEqual([200, 'repeated'])
  expect(await types(mail)).toEqual([])
})

test('what is not set up is not there', async () => {
  const bare = await buildApp({ ...base, mailHooks: { postmark: null, mailgun: [], ses: [] } })
  afterwards(() => bare.close())
  for (const provider of ['postmark', 'mailgun', 'ses'])
    expect(
      (await bare.inject({ method: 'POST', url: `/hooks/mail/${provider}`, payload: '{}' })).statusCode,
    ).toBe(404)
})
