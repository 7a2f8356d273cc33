import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { afterwards } from '../harness/afterwards.ts'
import { testImap } from '../harness/imap.ts'
import { until } from '../harness/until.ts'
import { sentWorld } from '../mail/sent-world.ts'
import { bounce } from '../mail/world-mail.ts'

const MAILS = 120

test('a worker killed again and again while it reads a mailbox: nothing is lost, nothing counts twice', async () => {
  const [imap, world] = [await testImap(), await sentWorld()]
  const { db, url } = world.store
  const folder = await mkdtemp(join(tmpdir(), 'kindling-worker-'))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  const mails = []
  for (let n = 0; n < MAILS; n++) mails.push(await world.sent())
  await imap.put(
    'bounces',
    mails.map((mail) => bounce({ to: mail.bounces, reader: mail.email, status: '5.1.1' })),
  )
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: url,
    KINDLING_DATA: folder,
    KINDLING_SECRET: world.deps.config.secret,
    KINDLING_IMAP_URL: imap.url('bounces'),
    // Nobody is there: a mailbox is read all the same.
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  }
  const taken = async () => (await db.selectFrom('incoming').select('id').execute()).length
  for (let kills = 0; (await taken()) < MAILS; kills++) {
    const before = await taken()
    const worker = spawn(process.execPath, [join(import.meta.dirname, '../../worker/main.ts')], {
      env,
      stdio: 'ignore',
    })
    const gone = once(worker, 'exit')
    const enough = kills < 2 ? Math.min(MAILS, before + 10) : MAILS
    await until(async () => (await taken()) >= enough, { what: 'messages to be read' })
    worker.kill('SIGKILL')
    await gone
    // Machine time goes on to where the lease of the dead is over.
    await sql`update mailboxes set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null`.execute(
      db,
    )
  }
  for (const mail of mails) {
    expect(await world.refuses(mail.email)).toEqual([''])
    expect(await world.events(mail.key)).toEqual(['bounced 5.1.1'])
    expect((await world.facts(mail.lead)).map((fact) => fact.type)).toEqual(['email.bounced'])
  }
})
