import '../../harness/trial-facts.ts'
import { fact, on, type Options, send, sequence, wait } from 'kindling'
import { expect, test } from 'vitest'
import { compile } from '../../../core/plan/compile.ts'
import { acceptFacts } from '../../../store/facts/accept.ts'
import { journeyTurn } from '../../../store/journeys/turn.ts'
import { letGoOfMail } from '../../../store/lanes/let-go.ts'
import { pauseMail, resumeMail } from '../../../store/lanes/pauses.ts'
import { MONDAY } from '../../harness/store.ts'
import { mailWorld } from '../mail-world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NEWS = { scope: 'topic', name: 'news' } as const
const said = { by: 'anna', why: 'test' }

/** A mail on Tuesday, another one two days after it left; all mail of the topic rests from Monday to Thursday. */
async function paused(
  afterPause?: Options['afterPause'],
  { resumed = MONDAY + 3 * DAY, hours }: { resumed?: number; hours?: 'work' } = {},
) {
  const options = {
    enter: on(fact('trial.case-opened')),
    topic: 'news' as never,
    ...(afterPause && { afterPause }),
    ...(hours && { hours: hours as never }),
  }
  const steps = [wait('1 day'), send('offer' as never), wait('2 days'), send('hello' as never)]
  const world = await mailWorld({ plans: [compile(sequence('s', options, steps))] })
  const { store } = world
  const lead = await world.lead()
  await acceptFacts(store, [{ type: 'trial.case-opened', lead: { id: lead }, props: { case: 'C' } }])
  const { id } = await store.db.selectFrom('journeys').select('id').executeTakeFirstOrThrow()
  /** Turns and slices until this instant, as their workflows run them. */
  const until = async (at: number) => {
    for (;;) {
      const turn = await journeyTurn(store, id)
      const { sleepMs } = await world.drain()
      const turnMs = turn.done ? null : turn.sleepMs
      const next = Math.min(turnMs ?? Infinity, sleepMs ?? Infinity)
      const now = store.clock.read()
      if (now + next > at) {
        store.clock.set(at)
        return
      }
      store.clock.advance(Math.max(next, 1))
    }
  }
  const left = async () => {
    const rows = await store.db
      .selectFrom('messages')
      .select(['template', 'status', 'reason', 'left_at'])
      .orderBy('queued_at')
      .execute()
    return rows.map(({ template, status, reason, left_at }) => ({
      template,
      status,
      ...(reason !== null && { reason }),
      day: left_at === null ? null : (left_at - MONDAY) / DAY,
    }))
  }
  const waits = async () => {
    const lines = (await world.story(lead)).filter(({ template }) => template === 'offer')
    return lines.map(({ status, reason, until: to }) => [status, reason, to].filter(Boolean).join(' '))
  }
  await until(MONDAY)
  await pauseMail(store, NEWS, said)
  await until(resumed)
  expect(await left()).toEqual([
    { template: 'offer', status: 'queued', reason: 'mail is paused (topic news): test', day: null },
  ])
  await resumeMail(store, NEWS, said)
  await letGoOfMail(store)
  await until(MONDAY + 10 * DAY)
  return { left: await left(), waits: await waits() }
}

test('send: it goes when the pause ends, and what counts from it counts from then', async () => {
  const { left, waits } = await paused()
  expect(left).toEqual([
    { template: 'offer', status: 'sent', day: 3 },
    { template: 'hello', status: 'sent', day: 5 },
  ])
  expect(waits).toEqual([
    'queued',
    'later mail is paused (topic news): test',
    'resumed over: mail is paused (topic news): test',
    'sent',
  ])
})

test('re-time: it goes as much later as the pause was long', async () => {
  const { left, waits } = await paused('re-time')
  expect(left).toEqual([
    { template: 'offer', status: 'sent', day: 4 },
    { template: 'hello', status: 'sent', day: 6 },
  ])
  expect(waits[2]).toBe('resumed over: mail is paused (topic news): test 2026-03-06T09:00:00.000Z')
})

test('skipAfter: what is older does not go, and the journey goes on from there', async () => {
  const { left, waits } = await paused({ skipAfter: '1 day' })
  expect(left).toEqual([
    { template: 'offer', status: 'skipped', reason: 'older than 1 day', day: 3 },
    { template: 'hello', status: 'sent', day: 5 },
  ])
  expect(waits.at(-1)).toBe('skipped older than 1 day')
})

test('skipAfter: what is not yet that old goes', async () => {
  expect((await paused({ skipAfter: '3 days' })).left[0]).toEqual({
    template: 'offer',
    status: 'sent',
    day: 3,
  })
})

test('what a sequence wants is asked when the pause ends, not when its hours open', async () => {
  const { left, waits } = await paused(
    { skipAfter: '40 hours' },
    { resumed: MONDAY + 2 * DAY + 11 * HOUR, hours: 'work' },
  )
  expect(left[0]).toEqual({ template: 'offer', status: 'sent', day: 3 })
  expect(waits.slice(2)).toEqual([
    'resumed over: mail is paused (topic news): test',
    'later outside hours 2026-03-05T09:00:00.000Z',
    'sent',
  ])
})

test('a mail that was tried before a long pause is not given up at the first refusal after it', async () => {
  const world = await mailWorld()
  const { store } = world
  const key = await world.queue({ leadId: await world.lead(), template: 'hello' })
  await world.script([{ at: 'rcpt', code: 451, text: '4.7.1 later' }])
  await world.drain()
  await pauseMail(store, NEWS, said)
  store.clock.advance(HOUR)
  await world.drain()
  store.clock.advance(7 * DAY)
  await resumeMail(store, NEWS, said)
  await letGoOfMail(store)
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'retry', tries: 2 })
  store.clock.advance(4 * DAY)
  await world.drain()
  expect(await world.row(key)).toMatchObject({ status: 'failed', reason: 'given up after four days' })
})
