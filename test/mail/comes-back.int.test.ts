import { expect, test } from 'vitest'
import { testImap } from '../harness/imap.ts'
import { openMailbox } from '../../providers/imap/mailbox.ts'
import { readMailbox } from '../../mail/read-mailbox.ts'
import { mailWorld } from './mail-world.ts'
import { bounce } from './world-mail.ts'

test('a mail leaves with an envelope of its own, and comes back to it', async () => {
  const imap = await testImap()
  const world = await mailWorld({
    senders: {
      marketing: { name: 'Works', address: 'news@works.example', bounces: 'bounces.works.example' },
    },
  })
  const { store, deps } = world
  const [gone, there] = [
    await world.lead({ email: 'gone@client.example' }),
    await world.lead({ email: 'there@client.example' }),
  ]
  await world.queue({ leadId: gone, template: 'offer', key: 'a'.repeat(32) })
  await world.queue({ leadId: there, template: 'offer' })
  await world.drain()
  const [mail] = await world.received('gone@client.example')
  expect(mail?.from).toMatch(/^b-[a-z2-7]{52}@bounces\.works\.example$/)
  const waiting = await world.queue({ leadId: gone, template: 'hello' })
  // Servers on the way may change the case of what stands before the @.
  const to = (mail?.from ?? '').toUpperCase()
  await imap.put('bounces', [bounce({ to, reader: null, status: '5.1.1' })])
  const reader = {
    store,
    secret: deps.config.secret,
    open: (url: string) => openMailbox(url, { near: true }),
    complain: () => {},
  }
  expect(await readMailbox(reader, imap.url('bounces'), { holder: 'one' })).toBe(1)
  expect(await world.row(waiting)).toMatchObject({ status: 'skipped', reason: 'suppressed' })
  await world.queue({ leadId: there, template: 'hello' })
  await world.drain()
  expect(await world.received('gone@client.example')).toHaveLength(1)
  expect(await world.received('there@client.example')).toHaveLength(2)
})
