import { expect, test } from 'vitest'
import { mailAlerts } from '../../mail/alert-mail.ts'
import { smtpTransport } from '../../providers/smtp/transport.ts'
import { pauseMail, resumeMail } from '../../store/lanes/pauses.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { afterwards } from '../harness/afterwards.ts'
import { testMail } from '../harness/mail.ts'
import { publishedRelease } from '../harness/release.ts'
import { testStore } from '../harness/store.ts'
import { note } from './note-events.ts'

const TO = 'postmaster@works.example'

async function scene() {
  const store = await testStore()
  await publishedRelease(store)
  const server = await testMail()
  const transport = smtpTransport(server.url)
  afterwards(() => transport.close())
  const config = { publicUrl: 'https://k.example', secret: 'a secret that only this test knows' }
  return { store, server, tell: () => mailAlerts({ store, transport, config }, TO) }
}

test('people are told once of an alert, and again when it becomes a pause, though all mail is paused', async () => {
  const { store, server, tell } = await scene()
  await pauseMail(store, { scope: 'all', name: '' }, { by: 'anna', why: 'a drill' })
  await note(store, { sent: 1000, complained: 1 })
  await watchComplaints(store)
  expect([await tell(), await tell()]).toEqual([1, 0])
  await note(store, { complained: 2 })
  await watchComplaints(store)
  expect([await tell(), await tell()]).toEqual([1, 0])
  expect(server.received.map(({ to, mail }) => [to, mail.subject])).toEqual([
    [[TO], 'Complaints about news from works.example are at 0.10 %'],
    [[TO], 'Mail paused: complaints about news from works.example are at 0.30 %'],
  ])
  const [alert, pause] = server.received.map(({ mail }) => mail)
  expect(alert?.text).toContain('1 of 1000 mails delivered since 2026-02-24 were called spam: 0.10 %.')
  expect(alert?.text).toContain('kindling mail pause --topic news')
  expect(pause?.text).toContain('kindling mail resume --topic news')
  expect(pause?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
  expect(alert?.messageId).not.toBe(pause?.messageId)
})

test('what the server did not take is sent again five minutes later, if it still is so', async () => {
  const { store, server, tell } = await scene()
  await note(store, { sent: 1000, complained: 3 })
  await watchComplaints(store)
  server.refuse(() => ({ at: 'rcpt', code: 451, text: 'later' }))
  expect(await tell()).toBe(0)
  server.refuse(() => undefined)
  expect(await tell()).toBe(0)
  const past = { mail_next_at: new Date(0) }
  await store.db.updateTable('complaint_watch').set(past).execute()
  expect([await tell(), server.received.length]).toEqual([1, 1])
  await store.db.updateTable('complaint_watch').set(past).execute()
  await resumeMail(store, { scope: 'topic', name: 'news' }, { by: 'anna' })
  await watchComplaints(store)
  expect([await tell(), server.received.length]).toEqual([0, 1])
})

test('nobody is told of what is well', async () => {
  const { store, tell } = await scene()
  await note(store, { sent: 1000 })
  await watchComplaints(store)
  expect(await tell()).toBe(0)
})
