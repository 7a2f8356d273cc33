import { expect, test } from 'vitest'
import { readToken } from '../../mail/tokens.ts'
import { instant } from '../../store/database.ts'
import { inMoment } from '../../store/moment.ts'
import { suppress } from '../../store/suppressions.ts'
import { mailWorld, template } from './mail-world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

test('a queued mail reaches the sink with its headers, its text part and a tracked link', async () => {
  const world = await mailWorld()
  const lead = await world.lead({ email: 'anna@client.example', name: 'Анна Берг' })
  const key = await world.queue({ leadId: lead, template: 'offer' })
  expect(await world.drain()).toEqual({ sleepMs: null })
  const [mail] = await world.received('anna@client.example')
  expect(mail?.subject).toBe('Hello Анна')
  expect(mail?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
  expect(mail?.headers['list-unsubscribe']).toMatch(/^<https:\/\/k\.example\/m\/u\/[\w.-]+>$/)
  expect(mail?.headers['message-id']).toBe(`<${key}@works.example>`)
  expect(mail?.at).toBe('2026-03-02T09:00:00.000Z')
  const token = /https:\/\/k\.example\/m\/c\/([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? ''
  expect(readToken(world.deps.config.secret, 'click', token, 0)).toEqual([key, 0])
  const row = await world.row(key)
  expect(row).toMatchObject({ status: 'sent', tries: 1, message_id: `<${key}@works.example>` })
  expect(row.links).toEqual([
    'https://works.example/saws?utm_source=kindling&utm_medium=email&utm_campaign=offer',
  ])
  expect((await world.story(lead)).map((line) => line.status)).toEqual(['queued', 'sent'])
  const facts = await world.store.db.selectFrom('facts').select(['type', 'props']).execute()
  expect(facts).toEqual([{ type: 'email.sent', props: { journey: '', message: key, template: 'offer' } }])
})

test('a mail is queued once per key, and its lane is told', async () => {
  const world = await mailWorld()
  const lead = await world.lead()
  await world.queue({ leadId: lead, template: 'hello', key: 'a'.repeat(32) })
  await world.queue({ leadId: lead, template: 'hello', key: 'a'.repeat(32) })
  await expect.poll(() => world.store.waker.wakes.map((wake) => wake.id)).toContain('lane/default')
  await world.drain()
  await world.drain()
  expect(await world.received()).toHaveLength(1)
})

test('marketing mail without consent is skipped and said; service mail goes', async () => {
  const world = await mailWorld()
  const lead = await world.lead({ consent: false })
  const offer = await world.queue({ leadId: lead, template: 'offer' })
  const hello = await world.queue({ leadId: lead, template: 'hello' })
  await world.drain()
  expect(await world.row(offer)).toMatchObject({ status: 'skipped', reason: 'no consent' })
  expect(await world.row(hello)).toMatchObject({ status: 'sent' })
  const skipped = (await world.story(lead)).filter((line) => line.status === 'skipped')
  expect(skipped).toMatchObject([{ reason: 'no consent', template: 'offer' }])
})

test('a suppressed address gets nothing, a refused topic still gets service mail', async () => {
  const world = await mailWorld()
  const gone = await world.lead({ email: 'gone@client.example' })
  const picky = await world.lead({ email: 'picky@client.example' })
  await inMoment(
    world.store,
    async () => null,
    async (m) => {
      await suppress(m, { address: 'gone@client.example', topic: null, reason: 'test' }, null)
      await suppress(m, { address: 'picky@client.example', topic: 'news', reason: 'test' }, null)
    },
  )
  const keys = [
    await world.queue({ leadId: gone, template: 'hello' }),
    await world.queue({ leadId: picky, template: 'offer' }),
    await world.queue({ leadId: picky, template: 'hello' }),
  ]
  await world.drain()
  const rows = await Promise.all(keys.map((key) => world.row(key)))
  expect(rows.map((row) => [row.status, row.reason])).toEqual([
    ['skipped', 'suppressed'],
    ['skipped', 'topic refused'],
    ['sent', null],
  ])
})

test('a second marketing mail waits for the cap, in the order of priority', async () => {
  const world = await mailWorld({ caps: [{ mails: 1, per: '1 day' }] })
  const lead = await world.lead()
  const low = await world.queue({ leadId: lead, template: 'offer', priority: 1 })
  const high = await world.queue({ leadId: lead, template: 'offer', priority: 9 })
  const { sleepMs } = await world.drain()
  expect((await world.row(high)).status).toBe('sent')
  expect(await world.row(low)).toMatchObject({
    status: 'queued',
    reason: "cap reached: one mail a day; 'offer' took it",
  })
  expect(sleepMs).toBe(DAY)
  world.store.clock.advance(DAY)
  await world.drain()
  expect((await world.row(low)).status).toBe('sent')
})

test('a template that throws for one lead skips that mail with a reason, and the others go on', async () => {
  const bad = await template('hello', { text: '{{ lead.nickname }}' })
  const world = await mailWorld({ compiledTemplates: [bad, await template('plain')] })
  const lead = await world.lead({ name: 'Secret Name' })
  const [throws, goes] = [
    await world.queue({ leadId: lead, template: 'hello' }),
    await world.queue({ leadId: lead, template: 'plain' }),
  ]
  await world.drain()
  expect(await world.row(throws)).toMatchObject({
    status: 'skipped',
    reason: 'template: no value for lead.nickname',
  })
  expect((await world.row(goes)).status).toBe('sent')
  expect(JSON.stringify(await world.story(lead))).not.toContain('Secret')
})

test('a missing language falls back to the default one', async () => {
  const russian = await template('hello', { lang: 'ru', subject: 'Привет' })
  const world = await mailWorld({ compiledTemplates: [russian, await template('hello')] })
  const keys = [
    await world.queue({ leadId: await world.lead({ lang: 'ru' }), template: 'hello' }),
    await world.queue({ leadId: await world.lead({ lang: 'de' }), template: 'hello' }),
  ]
  expect((await Promise.all(keys.map((key) => world.row(key)))).map((row) => row.lang)).toEqual(['ru', 'en'])
})

test('a 4xx comes again with growing pauses and is given up after four days', async () => {
  const world = await mailWorld()
  const key = await world.queue({
    leadId: await world.lead({ email: 'grey+421@client.example' }),
    template: 'hello',
  })
  const pauses: number[] = []
  for (let tries = 0; tries < 80 && (await world.row(key)).status !== 'failed'; tries++) {
    const { sleepMs } = await world.drain()
    pauses.push((sleepMs ?? 0) / MINUTE)
    world.store.clock.advance(sleepMs ?? 0)
  }
  expect(pauses.slice(0, 5)).toEqual([1, 5, 30, 120, 120])
  expect(await world.row(key)).toMatchObject({
    status: 'failed',
    reason: 'given up after four days',
    code: '421',
  })
  expect(await world.store.db.selectFrom('suppressions').selectAll().execute()).toEqual([])
})

test('an unknown mailbox ends the mail once and suppresses the address', async () => {
  const world = await mailWorld()
  await world.script([{ at: 'rcpt', code: 550, text: '5.1.1 user unknown' }])
  const key = await world.queue({ leadId: await world.lead(), template: 'hello' })
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'failed', code: '5.1.1', tries: 1 })
  const list = await world.store.db.selectFrom('suppressions').select(['topic', 'reason']).execute()
  expect(list).toEqual([{ topic: '', reason: 'bounced 5.1.1' }])
  const facts = await world.store.db.selectFrom('facts').select('type').execute()
  expect(facts.map((fact) => fact.type)).toEqual(['email.bounced'])
})

test("5.7.x is the sender's fault and never suppresses", async () => {
  const world = await mailWorld()
  await world.script([{ at: 'end', code: 550, text: '5.7.515 access denied' }])
  const key = await world.queue({ leadId: await world.lead(), template: 'hello' })
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'failed', code: '5.7.515' })
  expect(await world.store.db.selectFrom('suppressions').selectAll().execute()).toEqual([])
})

test('a line cut before the body was read is a retry', async () => {
  const world = await mailWorld()
  await world.script([{ at: 'rcpt', times: 1 }])
  const key = await world.queue({ leadId: await world.lead(), template: 'offer' })
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'retry', reason: 'the connection broke' })
  world.store.clock.advance(MINUTE)
  await world.drain()
  expect((await world.row(key)).status).toBe('sent')
  expect(await world.received()).toHaveLength(1)
})

test('no answer to a whole body: marketing is never sent again', async () => {
  const world = await mailWorld()
  await world.script([{ at: 'end', times: 1, keep: true }])
  const key = await world.queue({ leadId: await world.lead(), template: 'offer' })
  expect(await world.drain()).toEqual({ sleepMs: null })
  expect((await world.row(key)).status).toBe('unknown')
  world.store.clock.advance(10 * DAY)
  await world.drain()
  expect(await world.received()).toHaveLength(1)
})

test('no answer to a whole body: service mail goes once more after 15 minutes, under the same Message-ID', async () => {
  const world = await mailWorld()
  await world.script([{ at: 'end', keep: true }])
  const lead = await world.lead()
  const key = await world.queue({ leadId: lead, template: 'hello' })
  expect(await world.drain()).toEqual({ sleepMs: 15 * MINUTE })
  world.store.clock.advance(15 * MINUTE)
  await world.drain()
  expect((await world.row(key)).status).toBe('unknown')
  world.store.clock.advance(10 * DAY)
  expect(await world.drain()).toEqual({ sleepMs: null })
  const ids = (await world.received()).map((mail) => mail.headers['message-id'])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
  expect((await world.story(lead)).map((line) => line.status)).toEqual(['queued', 'unknown', 'unknown'])
})

test('a holder that died with claimed mail: it goes; with mail that was being sent: nobody knows', async () => {
  const world = await mailWorld()
  const keys: string[] = []
  for (let n = 0; n < 3; n++) keys.push(await world.queue({ leadId: await world.lead(), template: 'offer' }))
  const now = performance.timeOrigin + performance.now()
  const [over, ahead] = [instant(now - MINUTE), instant(now + 60 * MINUTE)]
  const set = (key: string | undefined, values: object) =>
    world.store.db
      .updateTable('messages')
      .set(values)
      .where('key', '=', key ?? '')
      .execute()
  await set(keys[0], { status: 'claimed', lease_until: over })
  await set(keys[1], { status: 'sending', lease_until: over })
  await set(keys[2], { status: 'sending', lease_until: ahead })
  const { sleepMs } = await world.drain()
  const rows = await Promise.all(keys.map((key) => world.row(key)))
  expect(rows.map((row) => row.status)).toEqual(['sent', 'unknown', 'sending'])
  expect(sleepMs).toBeGreaterThan(30 * MINUTE)
})

test('two holders of one lane send each mail once', async () => {
  const world = await mailWorld()
  for (let n = 0; n < 60; n++) await world.queue({ leadId: await world.lead(), template: 'hello' })
  await Promise.all([world.drain(), world.drain()])
  await world.drain()
  expect(await world.received()).toHaveLength(60)
})
