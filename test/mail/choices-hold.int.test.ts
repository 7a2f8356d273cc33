import { expect, test } from 'vitest'
import { signToken } from '../../mail/tokens.ts'
import { appOn } from './app-on.ts'
import { mailWorld } from './mail-world.ts'

const DAY = 24 * 3_600_000

async function scene() {
  const world = await mailWorld({
    caps: [
      { mails: 5, per: '1 day' },
      { mails: 1, per: '2 weeks', for: 'fewer' },
    ],
  })
  const app = await appOn(world)
  const lead = await world.lead({ email: 'anna@client.example' })
  const url = `/m/p/${signToken(world.deps.config.secret, 'preferences', [lead])}`
  const choose = (form: string) =>
    app.inject({
      method: 'POST',
      url,
      payload: `topic=news&shown=news&${form}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const send = async () => {
    const key = await world.queue({ leadId: lead, template: 'offer' })
    await world.drain()
    return key
  }
  return { world, lead, choose, send }
}

test('who asked for less gets one mail in two weeks; the next one leaves when that is taken back', async () => {
  const { world, lead, choose, send } = await scene()
  await choose('what=save&shownFewer=no&fewer=yes')
  expect(await world.row(await send())).toMatchObject({ status: 'sent' })
  const next = await send()
  expect(await world.row(next)).toMatchObject({
    status: 'queued',
    reason: expect.stringMatching(/^cap reached/),
  })
  expect(JSON.stringify(await world.story(lead))).toContain('fewer')
  world.store.clock.advance(DAY)
  await choose('what=save&shownFewer=yes')
  await world.drain()
  expect(await world.row(next)).toMatchObject({ status: 'sent' })
})

test('a pause holds what comes meanwhile, with its reason; ended, it leaves; over by itself, it leaves too', async () => {
  const { world, choose, send } = await scene()
  await choose('what=pause')
  const held = await send()
  expect(await world.row(held)).toMatchObject({ status: 'queued', reason: 'hushed' })
  world.store.clock.advance(DAY)
  await choose('what=resume')
  await world.drain()
  expect(await world.row(held)).toMatchObject({ status: 'sent' })
  await choose('what=pause')
  const second = await send()
  world.store.clock.advance(30 * DAY)
  await world.drain()
  expect(await world.row(second)).toMatchObject({ status: 'queued' })
  world.store.clock.advance(2 * DAY)
  await world.drain()
  expect(await world.row(second)).toMatchObject({ status: 'sent' })
})

test('a no to everything ends what waits, and service mail still goes', async () => {
  const { world, lead, choose, send } = await scene()
  await choose('what=pause')
  const held = await send()
  await choose('what=none')
  expect(await world.row(held)).toMatchObject({ status: 'skipped', reason: 'no consent' })
  const answer = await world.queue({ leadId: lead, template: 'hello' })
  await world.drain()
  expect(await world.row(answer)).toMatchObject({ status: 'sent' })
})
