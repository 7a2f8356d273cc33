import { expect, test } from 'vitest'
import { drainLane } from '../../../mail/drain.ts'
import { mailWorld } from '../mail-world.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const MAILS = 150
const PER_SECOND = 50

test('Google answers 421 to everything for an hour: nothing is lost, nothing doubled, and no flood after it', async () => {
  const world = await mailWorld({ lanes: { google: { perSecond: PER_SECOND } } })
  const { store } = world
  const { read } = store.clock
  const leads: string[] = []
  for (let n = 0; n < MAILS; n++) leads.push(await world.lead({ email: `lead${n}@gmail.com` }))
  for (const leadId of leads) await world.queue({ leadId, template: 'hello' })
  const drain = () => drainLane(world.deps, 'google')
  const breaker = async () =>
    store.db.selectFrom('lanes').selectAll().where('name', '=', 'google').executeTakeFirstOrThrow()

  await world.script([
    { at: 'rcpt', code: 421, text: '4.7.28 our system has detected an unusual rate of mail' },
  ])
  const start = read()
  const looks: number[] = []
  for (let now = start; now < start + HOUR; now = read()) {
    const { sleepMs } = await drain()
    if (sleepMs === null) throw new Error('mail waits')
    looks.push(Math.round((read() - start) / MINUTE))
    store.clock.advance(sleepMs)
  }
  expect(await world.received()).toEqual([])
  // In the whole hour it was asked by what was on its way when it began to refuse, and by a probe each time the breaker ended.
  const { tries } = await store.db
    .selectFrom('messages')
    .select((each) => each.fn.sum<string>('tries').as('tries'))
    .executeTakeFirstOrThrow()
  expect(Number(tries)).toBeLessThanOrEqual(3 * PER_SECOND + 2 * 5)
  expect(await breaker()).toMatchObject({ breaker_step: 3, breaker_why: 'refusals' })
  expect(looks.filter((minute) => minute >= 15)).toEqual(expect.arrayContaining([15, 45]))

  await world.script([])
  const recovered = read()
  // From here business time runs with the machine, so that the sink's stamps can tell one second from the next.
  const began = performance.now()
  store.clock.now = () => Promise.resolve(read() + Math.round(performance.now() - began))
  for (let slices = 0; slices < 20; slices++) {
    const { sleepMs } = await drain()
    if (sleepMs === null) break
    store.clock.advance(sleepMs)
  }
  expect((await breaker()).breaker_until).toBeNull()
  const mails = await world.received()
  expect(mails).toHaveLength(MAILS)
  expect(new Set(mails.map((mail) => mail.to[0])).size).toBe(MAILS)
  const rows = await store.db.selectFrom('messages').select('status').execute()
  expect(new Set(rows.map((row) => row.status))).toEqual(new Set(['sent']))
  const facts = await store.db.selectFrom('facts').select('type').execute()
  expect(facts).toHaveLength(MAILS)

  // The n-th never leaves before its turn in the lane's pace, whatever the machine does. A stamp has whole seconds.
  const stamps = mails.map((mail) => Date.parse(mail.at)).sort((a, b) => a - b)
  const [first = 0] = stamps
  expect(first).toBeGreaterThan(recovered - 1000)
  const early = stamps.filter((at, n) => at < first + (n / PER_SECOND) * 1000 - 2000)
  expect(early).toEqual([])

  const story = await world.story(leads[MAILS - 1] ?? '')
  expect(story.map(({ status, reason }) => [status, reason].filter(Boolean).join(': '))).toEqual(
    expect.arrayContaining([
      'later: Google asks us to slow down',
      'resumed: over: Google asks us to slow down',
      'sent',
    ]),
  )
  expect(story.filter((line) => line.status === 'later')).toHaveLength(1)
})
