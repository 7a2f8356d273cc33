import { expect, test } from 'vitest'
import { replyWasTold, takeUntoldReplies } from '../../store/handoffs/untold-replies.ts'
import { acceptFacts } from '../../store/facts/accept.ts'
import { resumeMail } from '../../store/lanes/pauses.ts'
import { takeUntold, wereTold } from '../../store/mail-health/untold.ts'
import { watchComplaints } from '../../store/mail-health/watch.ts'
import { sweep } from '../../store/sweep.ts'
import { mailWorld } from '../mail/mail-world.ts'
import { note } from '../mail/note-events.ts'
import { clickScene } from '../mail/click-scene.ts'
import { scene } from '../store/sales-scene.ts'
import { together } from './at-once.ts'

const MINUTE = 60_000

test('complaints that come again while people are told of the first ones are told too', async () => {
  const { store } = await mailWorld()
  const pause = async () => {
    store.clock.advance(MINUTE)
    await note(store, { sent: 500, complained: 2 })
    expect(await watchComplaints(store)).toMatchObject([{ state: 'paused' }])
  }
  await pause()
  const first = await takeUntold(store)
  await resumeMail(store, { scope: 'topic', name: 'news' }, { by: 'test' })
  await watchComplaints(store)
  await pause()
  for (const stream of first?.streams ?? []) await wereTold(store, stream)
  expect((await takeUntold(store))?.streams).toMatchObject([{ state: 'paused' }])
})

test('an answer that two told of stands in the story once', async () => {
  const { store, lead, story } = await mailWorld()
  const id = await lead()
  await acceptFacts(store, [{ type: 'email.replied', lead: { id }, props: { human: true } }])
  const [reply] = (await takeUntoldReplies(store))?.replies ?? []
  if (!reply) throw new Error('nothing is untold')
  await together(() => replyWasTold(store, reply))
  const lines = await store.db.selectFrom('journal').select('data').where('lead_id', '=', id).execute()
  expect(lines.filter(({ data }) => data.what === 'answer goes on')).toHaveLength(1)
  expect(await story(id)).toEqual([])
})

test('a hand-off that moved is nudged a minute after its next wake is lost, however often it was nudged before', async () => {
  const s = await scene()
  await s.seller('anna')
  const { id } = await s.open(await s.lead())
  const nudged = async () => {
    await sweep(s.store, { graceMs: MINUTE })
    // The summary tells it from wakes of before, which come late.
    return s.store.waker.wakes.splice(0).filter(({ summary }) => summary === 'sales')
  }
  for (let times = 0; times < 5; times++) {
    s.hours(2)
    expect(await nudged()).toHaveLength(1)
  }
  await s.turn(id)
  const { wait_at } = await s.handoff(id)
  s.store.clock.set((wait_at ?? 0) + 2 * MINUTE)
  const [nudge] = await nudged()
  expect(nudge).toEqual({ id: `handoff/${id}`, type: 'handoff', summary: 'sales' })
})

test('a network whose bursts come at the same moment is learnt as one whose bursts come one by one', async () => {
  const s = await clickScene()
  for (let round = 0; round < 8; round++) {
    const how = { ip: `198.51.${100 + round}.7` }
    const mails = []
    for (const n of [1, 2, 3]) mails.push(await s.mail(await s.lead(`company${round}${n}.example`)))
    for (const mail of mails) for (const link of [0, 1]) await s.click(mail, link, how)
    await Promise.all(mails.map((mail) => s.click(mail, 2, how)))
    const learnt = await s.store.db.selectFrom('scanner_networks').select('net').execute()
    expect(learnt).toHaveLength(round + 1)
  }
})
