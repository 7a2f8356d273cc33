import { beforeEach, describe, expect, it, vi } from 'vitest'
import { instant } from '../../store/database.ts'
import { startJourney } from '../../store/journeys/control.ts'
import { journeyTurn } from '../../store/journeys/turn.ts'
import { queueMessage } from '../../store/messages.ts'
import { inMoment } from '../../store/moment.ts'
import { MONDAY } from '../harness/store.ts'
import { note } from '../mail/note-events.ts'
import { type Running, running } from './running.ts'

// Each call is a process of its own, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

let system: Running
beforeEach(async () => {
  system = await running()
})

describe('kindling mail health', () => {
  it('shows figures, rates and that all is well', async () => {
    await note(system.store, { sent: 12_000, complained: 3, bounced: 20, clicked: 31 }, { lane: 'google' })
    const called = await system.kindling('mail', 'health')
    expect(called).toMatchObject({ code: 0, err: '' })
    expect(called.out).toMatch(/^marketing +google +12000 +0 +0 +20 .* 31$/m)
    expect(called.out).toMatch(/^verstak\.example +news +2026-02-24 +12000 +3 +0\.03 % +fine$/m)
    expect(called.out).toContain('all well')
  })

  it('ends with 1 and says what needs a person', async () => {
    await system.kindling('mail', 'pause', '--topic', 'events', '--why', 'wrong date')
    const called = await system.kindling('mail', 'health', '--days', '1', '--json')
    expect(called.code).toBe(1)
    expect(called.json()).toMatchObject({
      ...{ from: '2026-03-02', to: '2026-03-02' },
      concerns: [
        { what: 'mail paused', name: 'topic events', advice: expect.stringContaining('wrong date') },
      ],
    })
    const doctor = (await system.kindling('doctor', '--json')).json().findings
    expect(doctor).toContainEqual({
      ...{ what: 'mail paused', name: 'topic events', times: 1 },
      advice: expect.stringContaining('kindling mail resume --topic events'),
    })
  })

  it('takes no other number of days', async () => {
    for (const days of ['0', '91', 'many'])
      expect(await system.kindling('mail', 'health', '--days', days)).toMatchObject({ code: 2 })
  })
})

describe('kindling mail pause and resume', () => {
  it('pause all mail and go on, and say what else rests', async () => {
    expect((await system.kindling('mail', 'pause')).out).toBe('all mail: paused\n')
    expect((await system.kindling('mail', 'pause')).out).toBe('all mail was paused already\n')
    expect((await system.kindling('mail', 'pause', '--lane', 'google')).out).toBe(
      'lane google: paused\nstill paused: all mail\n',
    )
    expect((await system.kindling('mail', 'resume')).out).toBe(
      'all mail: resumed\nstill paused: lane google\n',
    )
    expect((await system.kindling('mail', 'resume', '--lane', 'google', '--json')).json()).toMatchObject({
      ...{ scope: 'lane', name: 'google', changed: true, pauses: [] },
    })
    expect((await system.kindling('mail', 'resume')).out).toBe('all mail was not paused\n')
  })

  it('refuse names that nobody has, and two at once', async () => {
    expect(await system.kindling('mail', 'pause', '--lane', 'gogle')).toMatchObject({ code: 1 })
    expect(await system.kindling('mail', 'pause', '--lane', 'google', '--topic', 'news')).toMatchObject({
      code: 2,
    })
  })
})

describe('kindling mail calendar', () => {
  it('is a grid of the week: what is queued, and what journeys wait to send', async () => {
    const { store } = system
    const ids: string[] = []
    for (const who of ['a', 'b', 'c']) {
      const lead = await system.ask({
        method: 'POST',
        url: '/v1/leads',
        payload: { email: `${who}@mill.example` },
      })
      const started = await startJourney(store, { sequence: 'welcome', lead: lead.json().id })
      if ('id' in started) ids.push(started.id)
    }
    const turns = async () => {
      for (const id of ids) await journeyTurn(store, id)
    }
    await turns()
    await store.db
      .updateTable('messages')
      .set({ status: 'sent', left_at: instant(MONDAY) })
      .execute()
    store.clock.set('2026-03-07T09:00:01Z')
    await turns()
    await inMoment(
      store,
      () => Promise.resolve(),
      (m) =>
        queueMessage(m, {
          ...{ key: 'play', leadId: null, sellerId: null, source: 'test', template: 'play/breakfast' },
        }),
    )
    const { out, code } = await system.kindling('mail', 'calendar')
    expect([code, out.split('\n')]).toEqual([
      0,
      [
        'mail            sequence  Sat 7  Sun 8  Mon 9  Tue 10  Wed 11  Thu 12  Fri 13',
        'play/breakfast  –         1      ·      ·      ·       ·       ·       ·',
        'welcome/again   welcome   ·      ·      ·      ~3      ·       ·       ·',
        'all                       1      ·      ·      ~3      ·       ·       ·',
        '',
        'Days of Europe/Moscow. ~ journeys wait to send it, if nothing happens before.',
        '',
      ],
    ])
  })

  it('is a calendar for programs', async () => {
    const { out } = await system.kindling('mail', 'calendar', '--ics')
    expect(out).toMatch(/^BEGIN:VCALENDAR\r\n/)
    expect(await system.kindling('mail', 'calendar', '--days', '32')).toMatchObject({ code: 2 })
  })
})
