import pino from 'pino'
import { expect, test } from 'vitest'
import { readMailHealth } from '../../store/mail-health/health.ts'
import { mailRounds } from '../../worker/mail-rounds.ts'
import { startRounds } from '../../worker/rounds.ts'
import { mailWorld } from '../mail/mail-world.ts'
import { note } from '../mail/note-events.ts'
import { until } from '../harness/until.ts'

test('the worker sums events, pauses what people complain of, and tells it in its log and by mail', async () => {
  const { store, deps, received } = await mailWorld()
  await note(store, { sent: 1000, complained: 4 })
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const failed: unknown[] = []
  const stop = startRounds(store, {
    scale: 1,
    complain: (round, error) => failed.push([round, error]),
    more: mailRounds(deps, { alertsTo: 'post@works.example', log }),
  })
  try {
    await until(async () => (await received('post@works.example')).length === 1, {
      what: 'the mail',
    })
    await until(async () => (await store.db.selectFrom('mail_days').selectAll().execute()).length === 2)
  } finally {
    await stop()
  }
  expect(failed).toEqual([])
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 50, domain: 'works.example', topic: 'news', state: 'paused', rate: 0.004 },
  ])
  expect((await readMailHealth(store, { days: 7 })).days).toMatchObject([{ sent: 1000, complained: 4 }])
})

test('without an address nobody is told by mail', () => {
  const log = pino({ level: 'silent' })
  const names = mailRounds({} as never, { alertsTo: null, log }).map(({ name }) => name)
  expect(names).toEqual(['mail resumed', 'mail figures', 'complaints'])
})
