import { expect, test } from 'vitest'
import { testSystem } from '../../harness/system.ts'
import { until } from '../../harness/until.ts'

const MONDAY = Date.parse('2026-03-02T09:00:00Z')

test('a provider’s lane begins by itself, rests when it is told to, and goes on', async () => {
  const { api, key, db } = await testSystem({ scale: 60, start: MONDAY })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${api}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!reply.ok) throw new Error(await reply.text())
    return (await reply.json()) as Record<string, unknown>
  }
  const asks = (email: string) =>
    post('/v1/facts', {
      facts: [{ type: 'form.submitted', lead: { email }, props: { form: 'tender', enquiry: `of ${email}` } }],
    })
  const mailTo = (email: string) =>
    db
      .selectFrom('messages')
      .innerJoin('leads', 'leads.id', 'messages.lead_id')
      .select(['messages.lane', 'messages.status', 'messages.reason'])
      .where('leads.email', '=', email)
      .where('messages.template', '=', 'tender/received')
      .executeTakeFirst()
  const fated = (email: string, reason: string | null, status: string) =>
    until(
      async () => {
        const mail = await mailTo(email)
        return mail?.status === status && (reason === null || mail.reason === reason) && mail
      },
      { what: `${email} to be ${status}` },
    )

  await asks('anna@gmail.com')
  expect(await fated('anna@gmail.com', null, 'sent')).toMatchObject({ lane: 'google' })
  await post('/v1/mail/pause', { lane: 'google', why: 'a test' })
  await asks('boris@gmail.com')
  await asks('vera@mill.example')
  await fated('boris@gmail.com', 'mail is paused (lane google): a test', 'queued')
  expect(await fated('vera@mill.example', null, 'sent')).toMatchObject({ lane: 'default' })
  expect(await post('/v1/mail/resume', { lane: 'google' })).toMatchObject({ changed: true, mails: 1 })
  await fated('boris@gmail.com', null, 'sent')
})
