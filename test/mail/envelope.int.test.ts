import { expect, test } from 'vitest'
import { readVerp } from '../../mail/verp.ts'
import { LAYOUT, mailWorld, template } from './mail-world.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const senders = {
  news: { name: 'Works', address: 'news@works.example', bounces: 'bounce.works.example' },
}

test('where the sender has a domain for bounces, the envelope is a token there that tells the mail', async () => {
  const world = await mailWorld({ senders, defaults: { lang: 'en', zone: 'UTC', sender: 'news' } })
  await world.queue({ leadId: await world.lead(), template: 'hello', key: KEY })
  await world.queue({ leadId: await world.lead(), template: 'hello', key: 'task/7 1' })
  await world.drain()
  const mails = await world.received()
  expect(mails).toHaveLength(2)
  for (const mail of mails) {
    const [token = '', domain] = mail.from.split('@')
    expect(domain).toBe('bounce.works.example')
    const id = /^<([0-9a-f]{32})@works\.example>$/.exec(String(mail.headers['message-id']))?.[1]
    expect(readVerp(world.deps.config.secret, token)).toBe(id)
    // The reader sees the address, never the token.
    expect(mail.headers.from).toBe('Works <news@works.example>')
  }
  expect(mails.map((mail) => mail.headers['message-id'])).toContain(`<${KEY}@works.example>`)
})

test('without such a domain bounces come to the address of the sender', async () => {
  const world = await mailWorld()
  await world.queue({ leadId: await world.lead(), template: 'hello', key: KEY })
  await world.drain()
  expect((await world.received())[0]?.from).toBe('news@works.example')
})

test('what became of mail is counted for the postmaster, in the same transaction', async () => {
  const world = await mailWorld()
  const to = async (email: string, name = 'hello') =>
    world.queue({ leadId: await world.lead({ email }), template: name })
  await world.script([
    { at: 'rcpt', to: 'later@client.example', code: 450, text: '4.7.1 later' },
    { at: 'rcpt', to: 'gone@client.example', code: 550, text: '5.1.1 nobody' },
    { at: 'end', to: 'policy@client.example', code: 550, text: '5.7.1 we do not like you' },
    { at: 'end', to: 'big@client.example', code: 552, text: '5.3.4 too big' },
    { at: 'end', to: 'silent@client.example', keep: true },
  ])
  for (const name of ['fine', 'later', 'gone', 'policy', 'big', 'silent'])
    await to(`${name}@client.example`, 'offer')
  await world.drain()
  const events = await world.store.db
    .selectFrom('mail_events')
    .innerJoin('messages', 'messages.key', 'message_key')
    .innerJoin('leads', 'leads.id', 'messages.lead_id')
    .select(['email', 'what', 'mail_events.code', 'mail_events.sender', 'mail_events.topic'])
    .orderBy('email')
    .execute()
  expect(events.map(({ email, what, code }) => [email?.split('@')[0], what, code])).toEqual([
    ['big', 'failed', '5.3.4'],
    ['fine', 'sent', null],
    ['gone', 'bounced', '5.1.1'],
    ['later', 'deferred', '4.7.1'],
    ['policy', 'refused', '5.7.1'],
    ['silent', 'unknown', null],
  ])
  expect(new Set(events.map(({ topic }) => topic))).toEqual(new Set(['news']))
})

test('a bomb and a mail of which nothing is left are skipped with their reasons, and the others go', async () => {
  const bomb =
    '{% for a in (1..900) %}{% for b in (1..900) %}{% for c in (1..900) %}x{% endfor %}{% endfor %}{% endfor %}'
  const world = await mailWorld({
    compiledTemplates: [
      await template('bomb', { text: bomb }),
      await template('empty', { text: '{% if lead.title %}Written for a {{ lead.title }}.{% endif %}' }),
      await template('footed', {
        text: '{% if lead.title %}Written for a {{ lead.title }}.{% endif %}{{ lead.city }}',
        layout: LAYOUT.replace(
          '<!-- content -->',
          '<!-- content --><mj-section><mj-column><mj-text>Works Ltd.</mj-text></mj-column></mj-section>',
        ),
      }),
      await template('hello'),
    ],
  })
  const lead = await world.lead()
  const keys: string[] = []
  for (const name of ['bomb', 'empty', 'footed', 'hello'])
    keys.push(await world.queue({ leadId: lead, template: name }))
  await world.drain()
  const rows = await Promise.all(keys.map((key) => world.row(key)))
  expect(rows.map(({ status, reason }) => [status, reason])).toEqual([
    ['skipped', 'template: asks for too much work'],
    ['skipped', 'template: nothing of it is left for this reader'],
    ['skipped', 'template: nothing of it is left for this reader'],
    ['sent', null],
  ])
  expect(await world.story(lead)).toContainEqual(
    expect.objectContaining({ template: 'footed', status: 'skipped', reason: rows[2]?.reason }),
  )
})
