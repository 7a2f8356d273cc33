import '../harness/trial-facts.ts'
import { anyone, did, end, fact, on, sequence, wait, when } from 'kindling'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { compile } from '../../core/plan/compile.ts'
import { instant } from '../../store/database.ts'
import { finishTask } from '../../store/finish-task.ts'
import { drainAlarms } from '../../store/journeys/alarm.ts'
import { setAlarm } from '../../store/alarms.ts'
import { inMoment } from '../../store/moment.ts'
import { openTask } from '../../store/tasks.ts'
import { lockLead } from '../../store/transact.ts'
import { dealerScene } from '../store/dealer-scene.ts'
import { scene } from '../store/sales-scene.ts'
import { overtaken } from './waiting.ts'

const company = compile(
  sequence(
    'company',
    {
      enter: on(fact('trial.call-requested')),
      stop: [when(anyone(did('trial.call-requested')), [end('a colleague spoke with us')])],
      topic: 'know-how',
    },
    [wait('1 year')],
  ),
)

describe('what was read before a lock is asked again under it', () => {
  test('a task that goes to somebody else meanwhile is not finished by the one who had it', async () => {
    const s = await scene()
    const { db } = s.store
    const [had, has] = [await s.seller('had'), await s.seller('has')]
    const leadId = await s.lead()
    await inMoment(
      s.store,
      (tx) => lockLead(tx, leadId),
      (m) =>
        openTask(m, {
          ...{ leadId, accountId: null, step: 'call', name: 'call', sellerId: had.id },
          ...{ dueAt: m.now, note: null, per: 'lead' },
        }),
    )
    const { id } = await db.selectFrom('tasks').select('id').executeTakeFirstOrThrow()
    const finishing = overtaken(db, {
      lock: (tx) => lockLead(tx, leadId),
      begin: () => finishTask(s.store, id, 'done', { sellerId: had.id }),
      change: (tx) => tx.updateTable('tasks').set({ seller_id: has.id }).where('id', '=', id).execute(),
    })
    await expect(finishing).rejects.toMatchObject({ code: 'task_unknown' })
    expect(await db.selectFrom('tasks').select('status').executeTakeFirst()).toEqual({ status: 'open' })
  })

  test('a lead is offered to no dealer whose only person leaves at that moment', async () => {
    const s = await dealerScene()
    const { db } = s.store
    const [five, four] = [await s.dealer('five', 5), await s.dealer('four', 4)]
    const { id } = await s.open(await s.lead())
    await overtaken(db, {
      lock: (tx) => tx.selectFrom('sellers').select('id').where('id', '=', five.person).forUpdate().execute(),
      begin: () => s.turn(id),
      change: (tx) =>
        tx.updateTable('sellers').set({ active: false }).where('id', '=', five.person).execute(),
    })
    expect(await s.asked(id)).toEqual(['four alone made'])
    expect(four.person).not.toBe(five.person)
  })

  test('a share that somebody else began anew after a leave counts from there', async () => {
    const s = await scene()
    const { db } = s.store
    const [back, here] = [await s.seller('back'), await s.seller('here')]
    await db
      .updateTable('sellers')
      .set({ share_taken: 10, share_start: 10 })
      .where('id', '=', here.id)
      .execute()
    const at = s.store.clock.read()
    await db
      .insertInto('leaves')
      .values({
        seller_id: back.id,
        from_at: instant(at - 2),
        until_at: instant(at - 1),
        created_at: instant(at),
      })
      .execute()
    const { id } = await s.open(await s.lead())
    await overtaken(db, {
      lock: (tx) =>
        tx.selectFrom('sellers').select('id').where('id', '=', back.id).forNoKeyUpdate().execute(),
      begin: () => s.turn(id),
      // As the turn of another lead does it, which then asks the one who is back.
      change: async (tx) => {
        await tx
          .updateTable('leaves')
          .set({ back_at: instant(at) })
          .execute()
        await tx
          .updateTable('sellers')
          .set({ share_start: 11, share_taken: 12 })
          .where('id', '=', back.id)
          .execute()
      },
    })
    expect(await s.offers(id)).toMatchObject([{ seller_id: here.id }])
  })
})

test('a turn of a hand-off takes the company for itself where plans ask what colleagues did', async () => {
  const s = await scene({
    plans: [company],
    topics: { 'know-how': { label: { en: 'News' }, sender: 'marketing' } },
  })
  await s.seller('anna')
  const account = await s.account()
  const { id } = await s.open(await s.lead({ account }))
  // A colleague's turn, which reads what the company did, shares it.
  await overtaken(s.store.db, {
    lock: (tx) => tx.selectFrom('accounts').select('id').where('id', '=', account).forShare().execute(),
    begin: () => s.turn(id),
    change: () => Promise.resolve(),
  })
  expect(await s.offers(id)).toHaveLength(1)
})

test('an alarm whose lead is locked in the other order rings all the same', async () => {
  const s = await scene()
  const { db } = s.store
  const account = await s.account()
  const leadId = await s.lead({ account })
  await inMoment(
    s.store,
    (tx) => lockLead(tx, leadId),
    (m) => setAlarm(m, { subject: `lead:${leadId}`, what: 'cool', at: m.now }),
  )
  const ring = () => drainAlarms(s.store, { until: Number.POSITIVE_INFINITY, beat: () => undefined })
  const ringing = overtaken(db, {
    lock: (tx) => tx.selectFrom('leads').select('id').where('id', '=', leadId).forUpdate().execute(),
    begin: ring,
    // The ringer has the company and waits for the lead: Postgres ends one of the two.
    change: (tx) => sql`select id from accounts where id = ${account} for update`.execute(tx),
  }).catch((error: { code?: string }) => {
    if (error.code !== '40P01') throw error
    return ring()
  })
  await ringing
  expect(await db.selectFrom('alarms').select('what').execute()).toEqual([])
})
