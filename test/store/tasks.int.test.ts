import { expect, test } from 'vitest'
import { inMoment } from '../../store/moment.ts'
import { finishTask } from '../../store/finish-task.ts'
import { dropTasks, listTasks, openTask, type TaskAsked } from '../../store/tasks.ts'
import { lockLead } from '../../store/transact.ts'
import { scene, type Scene } from './sales-scene.ts'

const JOURNEYS = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b'] as const

const give = (s: Scene, leadId: string, more: Partial<TaskAsked> = {}) =>
  inMoment(
    s.store,
    (tx) => lockLead(tx, leadId),
    (m, lead) =>
      openTask(m, {
        leadId,
        accountId: lead.account_id,
        journeyId: null,
        step: 'call',
        name: 'call',
        sellerId: null,
        dueAt: m.now + 3_600_000,
        note: null,
        per: 'lead',
        ...more,
      }),
  )

/** A running journey's row, so that tasks may name it. */
async function journey(s: Scene, id: string, leadId: string) {
  await s.store.db
    .insertInto('journeys')
    .values({
      id,
      sequence: `s-${id}`,
      plan_hash: 'b'.repeat(32),
      lead_id: leadId,
      position: '{}',
      entered_at: new Date(s.store.clock.read()),
    })
    .execute()
}

test('a task is in the seller’s own list, due first, and nobody else may close it', async () => {
  const s = await scene()
  const [anna, boris] = [await s.seller('anna'), await s.seller('boris')]
  const lead = await s.lead()
  await give(s, lead, { sellerId: anna.id, name: 'later', dueAt: s.store.clock.read() + 9e6 })
  await give(s, lead, { sellerId: anna.id, name: 'sooner' })
  const { db } = s.store
  const own = await listTasks(db, { sellerId: anna.id, status: 'open' })
  expect(own.map((task) => task.name)).toEqual(['sooner', 'later'])
  expect(await listTasks(db, { sellerId: boris.id, status: 'open' })).toEqual([])
  const id = own[0]?.id ?? ''
  await expect(finishTask(s.store, id, 'done', { sellerId: boris.id })).rejects.toMatchObject({
    code: 'task_unknown',
  })
  await finishTask(s.store, id, 'done', { sellerId: anna.id })
  await expect(finishTask(s.store, id, 'done', { sellerId: anna.id })).rejects.toMatchObject({
    code: 'task_over',
  })
})

test('one open task for the company: colleagues’ journeys join it, and all hear the outcome', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const account = await s.account()
  const leads = [await s.lead({ account }), await s.lead({ account })] as const
  for (const n of [0, 1] as const) await journey(s, JOURNEYS[n], leads[n])
  await Promise.all(
    ([0, 1] as const).map((n) =>
      give(s, leads[n], { sellerId: anna.id, per: 'account', journeyId: JOURNEYS[n] }),
    ),
  )
  const open = await listTasks(s.store.db, { sellerId: anna.id, status: 'open' })
  expect(open).toHaveLength(1)
  await finishTask(s.store, open[0]?.id ?? '', 'agreed')
  for (const n of [0, 1] as const) {
    const told = (await s.facts(leads[n])).filter((fact) => fact.type === 'step.done')
    expect(told.map((fact) => fact.props)).toMatchObject([
      { journey: JOURNEYS[n], step: 'call', outcome: 'agreed' },
    ])
  }
  await give(s, leads[0], { sellerId: anna.id, per: 'account' })
  expect(await listTasks(s.store.db, { sellerId: anna.id, status: 'open' })).toHaveLength(1)
})

test('a task that nobody has is in the heads’ lists', async () => {
  const s = await scene()
  const head = await s.seller('head')
  const anna = await s.seller('anna', { head: head.id })
  await give(s, await s.lead())
  const forHead = await listTasks(s.store.db, { sellerId: head.id, status: 'open' })
  expect(forHead).toHaveLength(1)
  expect(await listTasks(s.store.db, { sellerId: anna.id, status: 'open' })).toEqual([])
  await finishTask(s.store, forHead[0]?.id ?? '', 'done', { sellerId: head.id })
})

test('the mail about a task that we open ourselves says what it is, in the reader’s language', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  await s.store.db.updateTable('sellers').set({ lang: 'ru' }).where('id', '=', anna.id).execute()
  const boris = await s.seller('boris')
  const lead = await s.lead()
  for (const name of ['another-offer', 'nobody-took-it', 'ask-decision'])
    for (const seller of [anna, boris]) await give(s, lead, { sellerId: seller.id, name })
  const titles = async (seller: { id: string }) => {
    const rows = await s.store.db
      .selectFrom('messages')
      .select('vars')
      .where('template', '=', 'sales/task')
      .where('seller_id', '=', seller.id)
      .execute()
    return rows.map(({ vars }) => vars['task']).toSorted()
  }
  expect(await titles(anna)).toEqual([
    'Ask decision',
    'Заявку никто не взял',
    'Подобрать компании другое предложение',
  ])
  expect(await titles(boris)).toEqual([
    'Ask decision',
    'Find another offer for this company',
    'Nobody took this lead',
  ])
})

test('when a journey ends its tasks stay, with a note', async () => {
  const s = await scene()
  const anna = await s.seller('anna')
  const lead = await s.lead()
  await journey(s, JOURNEYS[0], lead)
  await give(s, lead, { sellerId: anna.id, journeyId: JOURNEYS[0], note: 'Say when' })
  await inMoment(
    s.store,
    (tx) => lockLead(tx, lead),
    (m) => dropTasks(m, JOURNEYS[0], 'journey ended'),
  )
  const [task] = await listTasks(s.store.db, { sellerId: anna.id, status: 'open' })
  expect(task?.note).toBe('Say when\njourney ended')
})
