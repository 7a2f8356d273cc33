import pino from 'pino'
import { expect, test } from 'vitest'
import { failingMailboxes } from '../../store/mailboxes.ts'
import { mailboxRounds } from '../../worker/mailbox-rounds.ts'
import { startRounds } from '../../worker/rounds.ts'
import { afterwards } from '../harness/afterwards.ts'
import { testImap } from '../harness/imap.ts'
import { until } from '../harness/until.ts'
import { sentWorld } from '../mail/sent-world.ts'
import { bounce } from '../mail/world-mail.ts'

test('two workers read the mailboxes that are set, one of them each, and forget those that are no longer', async () => {
  const imap = await testImap()
  const world = await sentWorld()
  const { store } = world
  await store.db
    .insertInto('mailboxes')
    .values({ name: 'old at imap.works.example/INBOX', failing_since: new Date(0) })
    .execute()
  const mail = await world.sent()
  await imap.put('bounces', [bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })])
  const faults: string[] = []
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const stop = new AbortController()
  const workers = [1, 2].map(() =>
    startRounds(store, {
      scale: 1,
      complain: (round) => faults.push(round),
      more: mailboxRounds(store, {
        urls: [imap.url('bounces'), imap.url('nobody', { folder: 'Nowhere' })],
        secret: world.deps.config.secret,
        near: () => true,
        log,
        signal: stop.signal,
      }),
    }),
  )
  afterwards(async () => {
    stop.abort()
    await Promise.all(workers.map((end) => end()))
  })
  await until(async () => (await world.refuses(mail.email)).includes(''), { what: 'the bounce to count' })
  const failing = await until(
    async () => {
      const found = await failingMailboxes(store.db)
      return found.length === 1 && found
    },
    { what: 'the missing folder to be named' },
  )
  expect(failing).toMatchObject([{ name: 'nobody at 127.0.0.1/Nowhere', fault: 'there is no such folder' }])
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      level: 40,
      mailbox: '127.0.0.1/Nowhere',
      fault: 'there is no such folder',
      msg: 'the mailbox does not answer; it is asked again',
    }),
  ])
  expect(lines.join()).not.toContain('nobody')
  expect(await world.events(mail.key)).toEqual(['bounced 5.1.1'])
  expect(faults).toEqual([])
})
