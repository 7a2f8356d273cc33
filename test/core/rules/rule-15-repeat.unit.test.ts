import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import type { MailFate } from '../../../core/advance/view.ts'
import { owner, repeat, type Step, send, task, wait } from '../../../core/language/index.ts'
import { at, aView, begin, doings, moved, sent } from '../advance/given.ts'
import { plan } from './playing.ts'

const call = task('call', { to: owner(), due: '1 day' })

/** The instants of all passes, each turn taken `late` ms after it was due. */
function passes(steps: Step[], from: string, late = 0): string[] {
  const tree = plan(steps)
  const lines: string[] = []
  let now = at(from)
  for (let turn = begin(tree, aView({ now, journey: { enteredAt: now } })); ; ) {
    if (doings(turn).includes('task')) lines.push(new Date(now).toISOString().slice(0, 16))
    if (turn.outcome || turn.wakeAt === null) return lines
    now = turn.wakeAt + late
    turn = moved(advance(tree, turn.position, aView({ now })))
  }
}

describe('rule 15: repeat', () => {
  test('the first pass at once, then by the first one’s time; month ends clamp and come back', () => {
    expect(passes([repeat({ every: '1 month', times: 4 }, [call])], '2027-01-31 10:00')).toEqual([
      '2027-01-31T10:00',
      '2027-02-28T10:00',
      '2027-03-31T10:00',
      '2027-04-30T10:00',
    ])
  })

  test('late turns do not add up', () => {
    expect(passes([repeat({ every: '1 day', times: 3 }, [call])], '2027-01-01 10:00', 3_600_000)).toEqual([
      '2027-01-01T10:00',
      '2027-01-02T11:00',
      '2027-01-03T11:00',
    ])
  })

  test('over after the last pass, with no wait behind it', () => {
    const turn = begin(plan([repeat({ every: '1 month', times: 1 }, [call]), send('last')]))
    expect([sent(turn), turn.outcome?.by]).toEqual([['last'], 'finished'])
  })

  test('a pass with waits inside does not move the next', () => {
    expect(
      passes([repeat({ every: '1 week', times: 2 }, [wait('2 days'), call])], '2027-01-01 10:00'),
    ).toEqual(['2027-01-03T10:00', '2027-01-10T10:00'])
  })

  test('passes that were missed are left out with a line, not made up for', () => {
    const tree = plan([repeat({ every: '1 day', times: 5 }, [call])])
    const first = begin(tree)
    const now = at('2026-12-04 12:00')
    const turn = moved(advance(tree, first.position, aView({ now })))
    expect(doings(turn)).toEqual(['task'])
    expect(turn.decisions.filter((one) => one.what === 'skipped').map((one) => one.values)).toEqual([
      { pass: 2, why: 'too late' },
      { pass: 3, why: 'too late' },
    ])
    expect(turn.wakeAt).toBe(at('2026-12-05 10:00'))
  })

  test('rule 9: no pass mails while the mail of the one before has not left', () => {
    const tree = plan([repeat({ every: '1 day', times: 3 }, [send('a')])])
    const first = begin(tree)
    const [key] = first.effects.map((effect) => (effect.do === 'send' ? effect.key : ''))
    const held: Record<string, MailFate> = {
      [key ?? '']: { status: 'queued', dueAt: at('2027-01-09 09:00'), leftAt: null },
    }
    const turn = moved(advance(tree, first.position, aView({ now: first.wakeAt ?? 0, mails: held })))
    expect([sent(turn), turn.decisions[0]?.values]).toEqual([
      [],
      { pass: 2, why: 'the mail before has not left' },
    ])
  })

  test('one repeat in another begins anew each time', () => {
    const inner = repeat({ every: '1 hour', times: 2 }, [call])
    expect(passes([repeat({ every: '1 day', times: 2 }, [inner])], '2027-01-01 10:00')).toEqual([
      '2027-01-01T10:00',
      '2027-01-01T11:00',
      '2027-01-02T10:00',
      '2027-01-02T11:00',
    ])
  })
})
