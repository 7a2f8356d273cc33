import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'
import { testMail } from './mail.ts'
import { MONDAY, testStore } from './store.ts'

test('two test databases are both migrated and know nothing of each other', async () => {
  const [one, two] = [await testDatabase(), await testDatabase()]
  await one.db.insertInto('lanes').values({ name: 'other' }).execute()
  const names = async (db: typeof one.db) => (await db.selectFrom('lanes').select('name').execute()).length
  expect((await names(one.db)) - (await names(two.db))).toBe(1)
})

test('the clock of a test store stands still until the test moves it', async () => {
  const { clock, db } = await testStore()
  expect(await clock.now(db)).toBe(MONDAY)
  clock.advance(60_000)
  expect(await clock.now(db)).toBe(MONDAY + 60_000)
})

test('the test mail server takes a mail and can refuse one', async () => {
  const { createTransport } = await import('nodemailer')
  const mail = await testMail()
  const transport = createTransport(mail.url)
  await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject: 'Привет', text: 'x' })
  expect(mail.received[0]?.mail.subject).toBe('Привет')
  mail.refuse((to) => (to === 'b@example.com' ? { at: 'rcpt', code: 550, text: '5.1.1 unknown' } : undefined))
  await expect(
    transport.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' }),
  ).rejects.toMatchObject({
    responseCode: 550,
  })
})
