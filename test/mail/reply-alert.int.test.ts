import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findings } from '../../cli/doctor/findings.ts'
import { readTemplates } from '../../cli/marketing/read-templates.ts'
import { mailUntoldReplies } from '../../mail/reply-alert.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { mailWorld } from './mail-world.ts'

const TO = 'post@works.example'

test('an answer that no seller can read goes once to the address of alerts; until then doctor names it', async () => {
  const { compiled } = await readTemplates(join(import.meta.dirname, '../../templates'), [])
  const world = await mailWorld({ compiledTemplates: compiled.filter((one) => one.name === 'sales/replied') })
  const { store, deps, received } = world
  const lead = await world.lead({ email: 'anna@client.example' })
  const say = (props: Record<string, unknown>) =>
    acceptFacts(store, [{ type: 'email.replied', lead: { id: lead }, props }])
  await say({ text: 'I am away', human: false })
  await say({ subject: 'Re: saws', text: 'Call me on <Thursday>', human: true })
  await world.drain()
  expect(await received()).toEqual([])
  const named = async () => (await findings(store.db)).filter((one) => one.what === 'answer for nobody')
  expect(await named()).toMatchObject([{ times: 1 }])

  expect([await mailUntoldReplies(deps, TO), await mailUntoldReplies(deps, TO)]).toEqual([1, 0])
  const told = await received()
  expect(told.map(({ to, subject }) => [to, subject])).toEqual([[[TO], 'An answer for nobody']])
  expect(told[0]?.text).toContain('Call me on <Thursday>')
  expect(told[0]?.text).toContain('anna@client.example')
  expect(await named()).toEqual([])
  const notes = await store.db
    .selectFrom('journal')
    .select('data')
    .where('lead_id', '=', lead)
    .where('kind', '=', 'note')
    .orderBy('id')
    .execute()
  expect(notes.map((one) => one.data)).toEqual([
    { what: 'answer waits for the address of alerts', why: 'no owner, and nobody leads all' },
    { what: 'answer goes on', to: 'the address of alerts' },
  ])
})
