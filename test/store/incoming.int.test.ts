import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { signVerp } from '../../mail/verp.ts'
import { sentWorld, type SentWorld } from '../mail/sent-world.ts'
import { answer, bounce, complaint } from '../mail/world-mail.ts'

let world: SentWorld
beforeAll(async () => {
  world = await sentWorld()
})

const last = async (lead: string) => (await world.story(lead)).at(-1)

test('nobody there: the address takes no mail from now on, and the story says why', async () => {
  const mail = await world.sent()
  expect(await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' }))).toBe('taken')
  expect(await world.facts(mail.lead)).toMatchObject([
    { type: 'email.bounced', props: { code: '5.1.1', message: mail.key, template: 'offer' } },
  ])
  expect(await world.refuses(mail.email)).toEqual([''])
  expect(await last(mail.lead)).toMatchObject({
    status: 'bounced',
    code: '5.1.1',
    reason: 'no more mail to this address',
  })
  expect(await world.events(mail.key)).toEqual(['bounced 5.1.1'])
  expect(await world.row(mail.key)).toMatchObject({ status: 'sent', code: '5.1.1', reason: 'it came back' })
  const next = await world.queue({ leadId: mail.lead, template: 'hello' })
  await world.drain()
  expect(await world.row(next)).toMatchObject({ status: 'skipped', reason: 'suppressed' })
})

test('the same bounce again, and another one of the same mail, change nothing', async () => {
  const mail = await world.sent()
  const first = bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })
  expect(await world.arrives(first)).toBe('taken')
  const before = [await world.facts(mail.lead), await world.story(mail.lead), await world.events(mail.key)]
  expect(await world.arrives(first)).toBe('repeated')
  await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' }))
  expect([await world.facts(mail.lead), await world.story(mail.lead), await world.events(mail.key)]).toEqual(
    before,
  )
})

test('ten copies at one moment are one bounce', async () => {
  const mail = await world.sent()
  const copy = bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })
  const taken = await Promise.all(Array.from({ length: 10 }, () => world.arrives(copy)))
  expect(taken.toSorted()).toEqual([...Array.from({ length: 9 }, () => 'repeated'), 'taken'])
  expect(await world.events(mail.key)).toEqual(['bounced 5.1.1'])
})

test('a mail that came back without a reason, and then with one, counts by the worse', async () => {
  const mail = await world.sent()
  await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.2.2' }))
  expect(await world.refuses(mail.email)).toEqual([])
  await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' }))
  expect(await world.refuses(mail.email)).toEqual([''])
  expect(await world.events(mail.key)).toEqual(['bounced 5.2.2'])
})

test('in whatever order and however often they come: what counts is what they say', async () => {
  const status = fc.constantFrom('5.1.1', '5.2.1', '5.2.2', '5.7.1', '4.4.7')
  const said = fc.record({
    mail: fc.integer({ min: 0, max: 5 }),
    status,
    copies: fc.integer({ min: 1, max: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(said, { maxLength: 9 }), async (all) => {
      const first = await world.sent()
      const mails = [first]
      while (mails.length < 6) mails.push(await world.sent({ lead: first.lead, email: first.email }))
      const messages = all.flatMap(({ mail, status: is, copies }) => {
        const message = bounce({ to: mails[mail]?.bounces ?? '', reader: first.email, status: is })
        return Array.from({ length: copies }, () => message)
      })
      await Promise.all(messages.map((message) => world.arrives(message)))
      // By mail: the worst that was said of it, or what came first.
      const of = (mail: number) => all.filter((one) => one.mail === mail).map((one) => one.status)
      const mailsWith = (...wanted: string[]) =>
        [0, 1, 2, 3, 4, 5].filter((mail) => of(mail).some((is) => wanted.includes(is)))
      const refused = (await world.refuses(first.email)).includes('')
      if (mailsWith('5.1.1').length > 0) expect(refused).toBe(true)
      // Which of two that weigh alike comes first is chance; more mails than came back never count.
      if (
        mailsWith('5.1.1').length === 0 &&
        mailsWith('5.2.1').length < 2 &&
        mailsWith('5.2.2', '4.4.7').length < 5
      )
        expect(refused).toBe(false)
      for (const mail of [0, 1, 2, 3, 4, 5]) {
        const events = await world.events(mails[mail]?.key ?? '')
        const cameBack = of(mail).some((is) => is !== '5.7.1')
        const ours = of(mail).includes('5.7.1')
        expect(events.filter((one) => one.startsWith('bounced'))).toHaveLength(cameBack ? 1 : 0)
        expect(events.filter((one) => one.startsWith('refused'))).toHaveLength(ours ? 1 : 0)
      }
    }),
    { numRuns: 12 },
  )
})

test('our own fault (5.7.x) never costs the lead its mail', async () => {
  const mail = await world.sent()
  await world.arrives(
    bounce({ to: mail.bounces, reader: mail.email, status: '5.7.1', said: '550 5.7.1 policy' }),
  )
  expect(await world.facts(mail.lead)).toMatchObject([{ type: 'email.failed', props: { code: '5.7.1' } }])
  expect(await world.refuses(mail.email)).toEqual([])
  expect(await world.events(mail.key)).toEqual(['refused 5.7.1'])
})

test('a mail that is merely late is a line in the story and nothing more', async () => {
  const mail = await world.sent()
  await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '4.4.1', action: 'delayed' }))
  expect(await world.facts(mail.lead)).toEqual([])
  expect(await last(mail.lead)).toMatchObject({ status: 'delayed', code: '4.4.1' })
  expect(await world.events(mail.key)).toEqual(['deferred 4.4.1'])
})

test('a full mailbox counts: the fifth time within thirty days ends the address, and not before', async () => {
  const email = 'full@client.example'
  const lead = await world.lead({ email })
  for (let time = 1; time <= 5; time++) {
    expect(await world.refuses(email)).toEqual([])
    const mail = await world.sent({ lead, email })
    await world.arrives(bounce({ to: mail.bounces, reader: email, status: '5.2.2' }))
    world.store.clock.advance(2 * 86_400_000)
    expect(await last(lead)).toMatchObject({
      status: 'came back',
      reason: time === 5 ? 'no more mail to this address' : `not suppressed yet: ${time} of 5 within 30 days`,
    })
  }
  expect(await world.refuses(email)).toEqual([''])
  expect((await world.facts(lead)).map((fact) => fact.type)).toEqual(['email.bounced'])
})

test('refusals longer ago than thirty days count no more', async () => {
  const email = 'seldom@client.example'
  const lead = await world.lead({ email })
  for (let time = 1; time <= 6; time++) {
    const mail = await world.sent({ lead, email })
    await world.arrives(bounce({ to: mail.bounces, reader: email, status: '5.2.2' }))
    world.store.clock.advance(8 * 86_400_000)
  }
  expect(await world.refuses(email)).toEqual([])
})

test('a disabled mailbox (5.2.1) has a second chance, once', async () => {
  const email = 'disabled@client.example'
  const lead = await world.lead({ email })
  const first = await world.sent({ lead, email })
  await world.arrives(bounce({ to: first.bounces, reader: email, status: '5.2.1' }))
  expect(await world.refuses(email)).toEqual([])
  const second = await world.sent({ lead, email })
  await world.arrives(bounce({ to: second.bounces, reader: email, status: '5.2.1' }))
  expect(await world.refuses(email)).toEqual([''])
})

test('what a server refuses at once and what comes back later count together', async () => {
  const email = 'both@client.example'
  const lead = await world.lead({ email })
  const first = await world.sent({ lead, email })
  await world.arrives(bounce({ to: first.bounces, reader: email, status: '5.2.1' }))
  await world.script([{ to: email, at: 'rcpt', code: 550, text: '5.2.1 mailbox disabled' }])
  await world.queue({ leadId: lead, template: 'hello' })
  await world.drain()
  await world.script([])
  expect(await world.refuses(email)).toEqual([''])
})

test('a complaint ends all marketing mail to the address, and service mail goes on', async () => {
  const mail = await world.sent()
  const waiting = await world.queue({ leadId: mail.lead, template: 'offer' })
  expect(await world.arrives(complaint({ to: mail.bounces, reader: mail.email }))).toBe('taken')
  expect((await world.facts(mail.lead)).map((fact) => fact.type)).toEqual([
    'email.complained',
    'consent.withdrawn',
  ])
  expect(await world.refuses(mail.email)).toEqual(['news'])
  expect(await world.row(waiting)).toMatchObject({ status: 'skipped' })
  expect(await world.story(mail.lead)).toContainEqual(
    expect.objectContaining({ status: 'complained', reason: 'no more marketing mail to this address' }),
  )
  expect(await world.events(mail.key)).toEqual(['complained'])
  const service = await world.queue({ leadId: mail.lead, template: 'hello' })
  await world.drain()
  expect(await world.row(service)).toMatchObject({ status: 'sent' })
})

test('a complaint with the address blacked out is known by the Message-ID', async () => {
  const mail = await world.sent()
  expect(
    await world.arrives(complaint({ to: 'abuse@works.example', reader: null, messageId: mail.messageId })),
  ).toBe('taken')
  expect(await world.refuses(mail.email)).toEqual(['news'])
})

test('not-spam is no complaint', async () => {
  const mail = await world.sent()
  await world.arrives(complaint({ to: mail.bounces, reader: mail.email, type: 'not-spam' }))
  expect(await world.facts(mail.lead)).toEqual([])
  expect(await world.refuses(mail.email)).toEqual([])
})

test('out of office is a line in the story: no fact, no pause', async () => {
  const mail = await world.sent()
  const headers = ['Auto-Submitted: auto-replied']
  const away = answer({ from: mail.email, to: 'news@works.example', messageId: mail.messageId, headers })
  expect(await world.arrives(away)).toBe('taken')
  expect(await world.facts(mail.lead)).toEqual([])
  expect(await last(mail.lead)).toMatchObject({ status: 'answered by a machine' })
})

test('an answer is a fact with its words, without what it quotes', async () => {
  const mail = await world.sent()
  const text = 'Yes, call me tomorrow.\r\n\r\nOn Monday Works wrote:\r\n> Hi\r\n> there'
  await world.arrives(answer({ from: mail.email, to: 'news@works.example', messageId: mail.messageId, text }))
  expect(await world.facts(mail.lead)).toMatchObject([
    {
      type: 'email.replied',
      props: { message: mail.key, human: true, subject: 'Re: Hello', text: 'Yes, call me tomorrow.' },
    },
  ])
  expect(await world.events(mail.key)).toEqual(['replied'])
})

test('an answer with signs that no database takes is kept without them', async () => {
  const mail = await world.sent()
  const message = answer({
    from: mail.email,
    to: 'news@works.example',
    messageId: mail.messageId,
    text: 'Yes\u0000 \ud800 no',
  }).replace(
    'Subject: Re: Hello',
    `Subject: =?utf-8?B?${Buffer.from('Re: a\u0000b\nc').toString('base64')}?=`,
  )
  expect(await world.arrives(message)).toBe('taken')
  expect(await world.facts(mail.lead)).toMatchObject([{ props: { subject: 'Re: a b c' } }])
})

test('an answer that names no mail is one to the last mail that left to its writer', async () => {
  const mail = await world.sent({ email: 'known@client.example' })
  await world.store.db
    .insertInto('lead_keys')
    .values({ kind: 'email', value: 'known@client.example', lead_id: mail.lead })
    .execute()
  for (const messageId of ['<0100018f-aaaa@relay.example>', `<${'e'.repeat(32)}@relay.example>`])
    expect(
      await world.arrives(answer({ from: 'Known@client.example', to: 'news@works.example', messageId })),
    ).toBe('taken')
  expect(await world.facts(mail.lead)).toMatchObject([
    { type: 'email.replied', props: { message: mail.key, by: 'writer' } },
    { type: 'email.replied', props: { message: mail.key, by: 'writer' } },
  ])
})

test('an answer from another address stands as such', async () => {
  const mail = await world.sent()
  await world.arrives(
    answer({ from: 'assistant@client.example', to: 'news@works.example', messageId: mail.messageId }),
  )
  expect(await world.facts(mail.lead)).toMatchObject([{ type: 'email.replied', props: { other: true } }])
})

test.each([
  ['for a mail that never was', () => signVerp('a secret that only this test knows', 'f'.repeat(32))],
  ['whose token was cut short', (token: string) => token.slice(0, 40)],
  ['whose token another has signed', () => signVerp('another secret', '1'.repeat(32))],
])('a bounce %s changes nothing and is counted', async (_what, tokenOf) => {
  const mail = await world.sent()
  const to = `${tokenOf(mail.bounces.split('@')[0] ?? '')}@bounces.works.example`
  expect(
    await world.arrives(bounce({ to, reader: mail.email, status: '5.1.1', messageId: mail.messageId })),
  ).toBe('counted')
  expect(await world.facts(mail.lead)).toEqual([])
  expect(await world.refuses(mail.email)).toEqual([])
})

test('an unsigned bounce is believed where its address agrees, and not otherwise', async () => {
  const mail = await world.sent()
  const unsigned = { to: 'news@works.example', status: '5.1.1', messageId: mail.messageId }
  expect(await world.arrives(bounce({ ...unsigned, reader: 'someone@else.example' }))).toBe('counted')
  expect(await world.arrives(bounce({ ...unsigned, reader: null }))).toBe('counted')
  expect(await world.refuses(mail.email)).toEqual([])
  expect(await world.arrives(bounce({ ...unsigned, reader: mail.email }))).toBe('taken')
  expect(await world.refuses(mail.email)).toEqual([''])
})

test('a signed bounce is believed also where the mail had been sent on', async () => {
  const mail = await world.sent()
  expect(
    await world.arrives(bounce({ to: mail.bounces, reader: 'elsewhere@forward.example', status: '5.1.1' })),
  ).toBe('taken')
  expect(await world.refuses(mail.email)).toEqual([''])
  expect(await world.refuses('elsewhere@forward.example')).toEqual([])
})

test('our own automatic mail that comes back, and an automatic answer to it, make no mail', async () => {
  const mail = await world.sent({ template: 'hello' })
  const headers = ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All']
  await world.arrives(
    answer({ from: mail.email, to: 'news@works.example', messageId: mail.messageId, headers }),
  )
  const raw = `Delivered-To: a@works.example\r\nDelivered-To: a@works.example\r\n${answer({
    from: mail.email,
    to: 'a@works.example',
    messageId: mail.messageId,
  })}`
  expect(await world.arrives(raw)).toBe('counted')
  await world.drain()
  expect(await world.received(mail.email)).toEqual([])
  expect(await world.facts(mail.lead)).toEqual([])
})

test('a bounce of an older address ends that one; mail to the address of today goes on', async () => {
  const mail = await world.sent({ email: 'older@client.example' })
  const { db } = world.store
  await db
    .insertInto('lead_keys')
    .values({ kind: 'email', value: 'older@client.example', lead_id: mail.lead })
    .execute()
  await db.updateTable('leads').set({ email: 'newer@client.example' }).where('id', '=', mail.lead).execute()
  const waiting = await world.queue({ leadId: mail.lead, template: 'hello' })
  await world.arrives(bounce({ to: mail.bounces, reader: 'older@client.example', status: '5.1.1' }))
  expect(await world.refuses('older@client.example')).toEqual([''])
  expect(await world.refuses('newer@client.example')).toEqual([])
  expect(await world.row(waiting)).toMatchObject({ status: 'queued' })
})

test('of a lead that was erased meanwhile nothing is said', async () => {
  const mail = await world.sent()
  await world.store.db
    .updateTable('leads')
    .set({ erased_at: new Date(world.store.clock.read()) })
    .where('id', '=', mail.lead)
    .execute()
  expect(await world.arrives(bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' }))).toBe(
    'counted',
  )
  expect(await world.facts(mail.lead)).toEqual([])
})
