import { beforeAll, beforeEach, expect, test } from 'vitest'
import { findings } from '../../cli/doctor/findings.ts'
import { readMailbox } from '../../mail/read-mailbox.ts'
import { mailboxName, type OpenMailbox, openMailbox } from '../../providers/imap/mailbox.ts'
import { failingMailboxes, keepMailboxes } from '../../store/mailboxes.ts'
import { type TestImap, testImap } from '../harness/imap.ts'
import { sentWorld, type SentWorld } from './sent-world.ts'
import { answer, bounce } from './world-mail.ts'

let world: SentWorld
let imap: TestImap
beforeAll(async () => {
  imap = await testImap()
})
// Which mailboxes fail is asked of the whole store: each test has one of its own.
beforeEach(async () => {
  world = await sentWorld()
})

const complaints: string[] = []
const turns: [string, string | null][] = []
function reader(wrapped: (open: () => Promise<OpenMailbox>) => Promise<OpenMailbox> = (open) => open()) {
  const deps = {
    store: world.store,
    secret: world.deps.config.secret,
    open: (url: string) => wrapped(() => openMailbox(url, { near: true })),
    complain: (_what: string, code: string) => complaints.push(code),
    turned: (mailbox: string, fault: string | null) => turns.push([mailbox, fault]),
  }
  return (url: string, holder = 'one') => readMailbox(deps, url, { holder })
}

const place = (url: string) =>
  world.store.db
    .selectFrom('mailboxes')
    .selectAll()
    .where('name', '=', mailboxName(url))
    .executeTakeFirstOrThrow()

/** As if the time to rest after a failure were over. */
const rested = () => world.store.db.updateTable('mailboxes').set({ next_try_at: null }).execute()

test('bounces and answers in a mailbox have their effect, once each, and stay where they are', async () => {
  const read = reader()
  const url = imap.url('bounces')
  const gone = await world.sent()
  const asked = await world.sent()
  await imap.put('bounces', [
    bounce({ to: gone.bounces, reader: gone.email, status: '5.1.1' }),
    answer({ from: asked.email, to: 'news@works.example', messageId: asked.messageId }),
  ])
  expect(await read(url)).toBe(2)
  expect(await world.refuses(gone.email)).toEqual([''])
  expect((await world.facts(asked.lead)).map((fact) => fact.type)).toEqual(['email.replied'])
  expect(await read(url)).toBe(0)
  const late = await world.sent()
  await imap.put('bounces', [bounce({ to: late.bounces, reader: late.email, status: '5.1.1' })])
  expect(await read(url)).toBe(1)
  expect(await world.refuses(late.email)).toEqual([''])
  expect(await place(url)).toMatchObject({ next_uid: 4, holder: null, failing_since: null })
})

test('a folder with its name in Russian, a user with an @ in the name', async () => {
  const mail = await world.sent()
  const url = imap.url('answers@works.example', { folder: 'Ответы' })
  await imap.put(
    'answers@works.example',
    [bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })],
    'Ответы',
  )
  expect(await reader()(encodeURI(url).replaceAll('%25', '%'))).toBe(1)
  expect(await world.refuses(mail.email)).toEqual([''])
})

test('a server that is gone for a day is asked again later and later; when it is back all is read, nothing twice', async () => {
  const read = reader()
  const url = imap.url('outage')
  const before = await world.sent()
  await imap.put('outage', [bounce({ to: before.bounces, reader: before.email, status: '5.1.1' })])
  expect(await read(url)).toBe(1)
  const during = await world.sent()
  await imap.put('outage', [
    bounce({ to: during.bounces, reader: during.email, status: '5.1.1' }),
    answer({ from: during.email, to: 'news@works.example', messageId: during.messageId }),
  ])
  await imap.stop()
  try {
    expect(await read(url)).toBeNull()
    const first = await failingMailboxes(world.store.db)
    expect(first).toMatchObject([{ name: mailboxName(url), fault: 'the server does not answer', tries: 1 }])
    // It rests: nobody asks before its time.
    expect(await read(url)).toBeNull()
    expect(await failingMailboxes(world.store.db)).toEqual(first)
    for (let tries = 2; tries <= 12; tries++) {
      await rested()
      expect(await read(url)).toBeNull()
    }
    const restOf = async () =>
      ((await place(url)).next_try_at ?? 0) - performance.timeOrigin - performance.now()
    expect(await failingMailboxes(world.store.db)).toMatchObject([{ since: first[0]?.since, tries: 12 }])
    expect(await restOf()).toBeGreaterThan(10 * 60_000)
    // As if all that had gone on for a day.
    await world.store.db
      .updateTable('mailboxes')
      .set({ tries: 95, failing_since: new Date((first[0]?.since ?? 0) - 86_400_000) })
      .where('name', '=', mailboxName(url))
      .execute()
    await rested()
    expect(await read(url)).toBeNull()
    expect(await restOf()).toBeLessThan(16 * 60_000)
    const named = (await findings(world.store.db)).filter((one) => one.what === 'mailbox silent')
    expect(named).toMatchObject([{ name: mailboxName(url) }])
    expect(named[0]?.advice).toContain('the server does not answer')
  } finally {
    await imap.start()
  }
  await rested()
  expect(await read(url)).toBe(2)
  expect(await world.refuses(during.email)).toEqual([''])
  expect((await world.facts(during.lead)).map((fact) => fact.type)).toEqual([
    'email.bounced',
    'email.replied',
  ])
  expect((await world.facts(before.lead)).map((fact) => fact.type)).toEqual(['email.bounced'])
  expect(await failingMailboxes(world.store.db)).toEqual([])
  expect(turns.filter(([name]) => name === mailboxName(url))).toEqual([
    [mailboxName(url), 'the server does not answer'],
    [mailboxName(url), null],
  ])
})

test('a mailbox that was set up anew gives its numbers again, and nothing counts twice', async () => {
  const read = reader()
  const url = imap.url('anew', { folder: 'Back' })
  const mail = await world.sent()
  const message = bounce({ to: mail.bounces, reader: mail.email, status: '5.7.1', said: '550 5.7.1 policy' })
  await imap.put('anew', [message], 'Back')
  expect(await read(url)).toBe(1)
  const { uid_validity } = await place(url)
  await imap.renew('anew', 'Back')
  await imap.put('anew', [message], 'Back')
  expect(await read(url)).toBe(1)
  expect((await place(url)).uid_validity).not.toBe(uid_validity)
  expect(await world.events(mail.key)).toEqual(['refused 5.7.1'])
})

test('of several readers one has the mailbox', async () => {
  const url = imap.url('shared')
  const read = reader()
  const mails = await Promise.all(Array.from({ length: 5 }, () => world.sent()))
  await imap.put(
    'shared',
    mails.map((mail) => bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })),
  )
  const taken = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => read(url, holder)))
  expect(taken.reduce((sum: number, one) => sum + (one ?? 0), 0)).toBe(5)
  for (const mail of mails) expect(await world.events(mail.key)).toEqual(['bounced 5.1.1'])
})

test('a wrong password and a missing folder are told apart, without the password', async () => {
  const read = reader()
  await read(imap.url('nobody', { password: 'wrong' }))
  await read(imap.url('nobody', { folder: 'Nowhere' }))
  const failing = await failingMailboxes(world.store.db)
  expect(failing.map(({ name, fault }) => `${name}: ${fault}`).toSorted()).toEqual([
    'nobody at 127.0.0.1/INBOX: the server refuses the login',
    'nobody at 127.0.0.1/Nowhere: there is no such folder',
  ])
  await keepMailboxes(world.store.db, [mailboxName(imap.url('bounces'))])
  expect(await failingMailboxes(world.store.db)).toEqual([])
})

test('a password never goes over a line that is not encrypted to a server that is far', async () => {
  const deps = {
    store: world.store,
    secret: 's',
    open: (url: string) => openMailbox(url),
    complain: () => {},
  }
  expect(await readMailbox(deps, imap.url('far'), { holder: 'one' })).toBeNull()
  expect(await failingMailboxes(world.store.db)).toMatchObject([
    { name: 'far at 127.0.0.1/INBOX', fault: 'the server offers no encryption' },
  ])
})

test('a bounce of 40 MB is read in pieces, and its report counts', async () => {
  const mail = await world.sent()
  const report = bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })
  const attachment = `--r\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(520_000)}`
  const first = report.indexOf('--r')
  const big = `${report.slice(0, first)}${attachment}${report.slice(first)}`
  expect(big.length).toBeGreaterThan(40_000_000)
  await imap.put('big', [big])
  let largest = 0
  const counted = async (open: () => Promise<OpenMailbox>): Promise<OpenMailbox> => {
    const mailbox = await open()
    async function* pieces(content: AsyncIterable<Uint8Array>) {
      for await (const piece of content) {
        largest = Math.max(largest, piece.length)
        yield piece
      }
    }
    return {
      ...mailbox,
      content: async (uid) => {
        const content = await mailbox.content(uid)
        return content && pieces(content)
      },
    }
  }
  expect(await reader(counted)(imap.url('big'))).toBe(1)
  expect(await world.refuses(mail.email)).toEqual([''])
  expect(largest).toBeGreaterThan(0)
  expect(largest).toBeLessThanOrEqual(256 * 1024)
})
