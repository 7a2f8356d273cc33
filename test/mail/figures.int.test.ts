import { expect, test } from 'vitest'
import { letGoOfMail } from '../../store/lanes/let-go.ts'
import { resumeMail } from '../../store/lanes/pauses.ts'
import { foldMailEvents } from '../../store/mail-health/fold.ts'
import { readMailHealth } from '../../store/mail-health/health.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { mailWorld } from './mail-world.ts'
import { note } from './note-events.ts'

test('what lanes send, put off and give up stands in the figures', async () => {
  const world = await mailWorld()
  const [ok, late, gone] = [await world.lead(), await world.lead(), await world.lead()]
  const address = async (id: string) =>
    (await world.store.db.selectFrom('leads').select('email').where('id', '=', id).executeTakeFirstOrThrow())
      .email ?? ''
  await world.script([
    { to: await address(late), at: 'rcpt', code: 451, text: '4.2.1 later' },
    { to: await address(gone), at: 'rcpt', code: 550, text: '5.1.1 nobody here' },
  ])
  for (const leadId of [ok, late, gone]) await world.queue({ leadId, template: 'hello' })
  await world.drain()
  await foldMailEvents(world.store)
  const { days } = await readMailHealth(world.store, { days: 1 })
  expect(days).toMatchObject([{ sender: 'marketing', lane: 'default', sent: 1, deferred: 1, bounced: 1 }])
})

test('complaints stop the mail of their topic by themselves, that of others goes, and a resume lets it go', async () => {
  const world = await mailWorld({
    topics: {
      news: { label: { en: 'News' }, sender: 'marketing' },
      other: { label: { en: 'Other' }, sender: 'marketing' },
    },
  })
  await note(world.store, { sent: 1000, complained: 3 })
  await watchComplaints(world.store)
  const leadId = await world.lead()
  const held = await world.queue({ leadId, template: 'offer' })
  const goes = await world.queue({ leadId, template: 'hello', topic: 'other' })
  await world.drain()
  expect([(await world.row(held)).status, (await world.row(goes)).status]).toEqual(['queued', 'sent'])
  expect(JSON.stringify(await world.story(leadId))).toContain('paused')
  await resumeMail(world.store, { scope: 'topic', name: 'news' }, { by: 'test' })
  await letGoOfMail(world.store)
  await watchComplaints(world.store)
  await world.drain()
  expect((await world.row(held)).status).toBe('sent')
  expect(await world.received()).toHaveLength(2)
})
