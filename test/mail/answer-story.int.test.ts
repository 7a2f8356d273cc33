import '../harness/trial-facts.ts'
import { join } from 'node:path'
import { fact, on, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { readTemplates } from '../../cli/marketing/read-templates.ts'
import { compile } from '../../core/plan/compile.ts'
import { readMailbox } from '../../mail/read-mailbox.ts'
import { openMailbox } from '../../providers/imap/mailbox.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { createSeller } from '../../store/sellers.ts'
import { testImap } from '../harness/imap.ts'
import { mailWorld, template } from './mail-world.ts'
import { answer } from './world-mail.ts'

const STEPS = [send('offer' as never), wait('2 days'), send('second' as never), wait('1 week')]
const SEQUENCE = sequence('warming', { enter: on(fact('trial.case-opened')), topic: 'news' as never }, STEPS)

async function story() {
  const imap = await testImap()
  const { compiled } = await readTemplates(join(import.meta.dirname, '../../templates'), [])
  const world = await mailWorld({
    plans: [compile(SEQUENCE)],
    compiledTemplates: [
      await template('offer', { kind: 'marketing' }),
      await template('second', { kind: 'marketing' }),
      ...compiled.filter((one) => one.name === 'sales/replied'),
    ],
  })
  const { store } = world
  const owner = await createSeller(store, { email: 'olga@works.example', name: 'Olga', zone: 'UTC' })
  const lead = await world.lead({ email: 'anna@client.example' })
  await store.db.updateTable('leads').set({ owner_id: owner.id }).where('id', '=', lead).execute()
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const { id } = await store.db.selectFrom('journeys').select('id').executeTakeFirstOrThrow()
  const turns = async (to: string) => {
    store.clock.set(to)
    await journeyTurn(store, id)
    await world.drain()
  }
  await world.drain()
  const deps = {
    store,
    secret: world.deps.config.secret,
    open: (url: string) => openMailbox(url, { near: true }),
    complain: () => {},
  }
  const answered = async (headers: string[] = []) => {
    const { message_id } = await store.db
      .selectFrom('messages')
      .select('message_id')
      .where('template', '=', 'offer')
      .executeTakeFirstOrThrow()
    const messageId = message_id ?? ''
    const text = 'Call me on Thursday.\r\n\r\nOn Mon, 2 Mar 2026 Works wrote:\r\n> Hi'
    await imap.put('news', [
      answer({ from: 'anna@client.example', to: 'news@works.example', messageId, headers, text }),
    ])
    expect(await readMailbox(deps, imap.url('news'), { holder: 'one' })).toBe(1)
  }
  const templates = async () =>
    (await world.received()).map(({ to, subject }) => `${to.join()}: ${subject}`).toSorted()
  return { world, turns, answered, templates, lead, id }
}

test('a person answers: the journey rests five workdays, the owner reads it, the story says so', async () => {
  const { world, turns, answered, templates, lead, id } = await story()
  world.store.clock.set('2026-03-03T09:00:00Z')
  await answered()
  await turns('2026-03-03T09:00:00Z')
  const told = await world.received('olga@works.example')
  expect(told).toHaveLength(1)
  expect(told[0]?.text).toContain('Call me on Thursday.')
  expect(told[0]?.text).not.toContain('wrote:')
  await turns('2026-03-09T09:00:00Z')
  expect(await world.received('anna@client.example')).toHaveLength(1)
  await turns('2026-03-10T09:00:00Z')
  expect(await world.received('anna@client.example')).toHaveLength(2)
  expect(await templates()).toHaveLength(3)
  const lines = await world.store.db
    .selectFrom('journal')
    .select('data')
    .where('journey_id', '=', id)
    .execute()
  expect(lines.map((line) => line.data)).toContainEqual(
    expect.objectContaining({ what: 'waits', why: 'they answered', until: '2026-03-10T09:00:00.000Z' }),
  )
  const facts = await world.store.db.selectFrom('facts').select('type').where('lead_id', '=', lead).execute()
  expect(facts.filter((one) => one.type === 'email.replied')).toHaveLength(1)
})

test('out of office holds nothing and goes to nobody', async () => {
  const { world, turns, answered, lead } = await story()
  world.store.clock.set('2026-03-03T09:00:00Z')
  await answered(['Auto-Submitted: auto-replied'])
  await turns('2026-03-04T09:00:01Z')
  expect(await world.received('anna@client.example')).toHaveLength(2)
  expect(await world.received('olga@works.example')).toEqual([])
  expect(await world.story(lead)).toContainEqual(expect.objectContaining({ status: 'answered by a machine' }))
})
