import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { around, did, end, ref, send, wait } from '../../../core/language/index.ts'
import { aFact, at, aView, begin, moved, type Moved, sent, start } from '../advance/given.ts'
import { any, DAY, plan } from './playing.ts'

const date = ref<Date>('event.startsAt')
const on = (startsAt: string | null, now: number, over = {}) =>
  aView({ now, values: startsAt === null ? {} : { 'event.startsAt': startsAt }, ...over })

/** Goes on from turn to turn at the instants that the journey names; what was sent, and when. */
function played(tree: ReturnType<typeof plan>, startsAt: string, turn: Moved): string[] {
  const lines: string[] = []
  let now = start
  for (let last = turn; ; ) {
    for (const template of sent(last)) lines.push(`${new Date(now).toISOString().slice(5, 16)} ${template}`)
    if (last.outcome || last.wakeAt === null) return lines
    now = last.wakeAt
    last = moved(advance(tree, last.position, on(startsAt, now)))
  }
}

const skipped = ({ decisions }: Moved) =>
  decisions.flatMap(({ what, path, values }) => (what === 'skipped' ? [`${path}: ${values.why}`] : []))

describe('rule 8: around a date', () => {
  const tree = plan([
    around(date, { '+5 workdays': [send('after')], '-3 days': [send('three')], '-1 day': [send('one')] }),
    send('last'),
  ])

  test('each entry at its time, in the order of time however they are written', () => {
    expect(played(tree, '2026-12-15T12:00:00Z', begin(tree, on('2026-12-15T12:00:00Z', start)))).toEqual([
      '12-12T12:00 three',
      '12-14T12:00 one',
      '12-22T12:00 after',
      '12-22T12:00 last',
    ])
  })

  test('entries already past are skipped, each with a line', () => {
    const turn = begin(tree, on('2026-12-02T09:00:00Z', start))
    expect([sent(turn), skipped(turn)]).toEqual([[], ['s › 1.-3 days: too late', 's › 1.-1 day: too late']])
    expect(turn.wakeAt).toBe(at('2026-12-09 09:00'))
  })

  test('less than a minute past is not past', () => {
    const turn = begin(tree, on('2026-12-04T10:00:00Z', start + 59_000))
    expect(sent(turn)).toEqual(['three'])
  })

  test('all of it past: on to the next step', () => {
    expect(sent(begin(tree, on('2026-11-01', start)))).toEqual(['last'])
  })

  test('no date: left out, with a line', () => {
    const turn = begin(tree, on(null, start))
    expect([sent(turn), skipped(turn)]).toEqual([['last'], ['s › 1: no date']])
  })

  test('or(…) counts from entry', () => {
    const tree = plan([around(date.or('14 days'), { '-3 days': [send('three')] })])
    expect(begin(tree, on(null, start)).wakeAt).toBe(start + 11 * DAY)
  })

  test("late: 'first' runs the first of the past ones now", () => {
    const tree = plan([
      around(
        date,
        { '-14 days': [send('invite')], '-4 days': [send('again')], '-1 day': [send('one')] },
        { late: 'first' },
      ),
    ])
    const turn = begin(tree, on('2026-12-04T10:00:00Z', start))
    expect([sent(turn), skipped(turn)]).toEqual([['invite'], ['s › 1.-4 days: too late']])
    expect(turn.wakeAt).toBe(at('2026-12-03 10:00'))
  })

  test('a turn that comes late still runs what was due', () => {
    const first = begin(tree, on('2026-12-15T12:00:00Z', start))
    const late = moved(advance(tree, first.position, on('2026-12-15T12:00:00Z', at('2026-12-12 18:00'))))
    expect([sent(late), skipped(late)]).toEqual([['three'], []])
  })
})

describe('rule 8: the date moves', () => {
  const tree = plan([around(date, { '-3 days': [send('three')], '-1 day': [send('one')] }), send('last')])
  const first = begin(tree, on('2026-12-15T12:00:00Z', start))

  test('it listens for that, and all that is to come is re-timed', () => {
    expect(first.listen).toContainEqual({ subject: 'thing', type: 'thing.changed' })
    const turn = moved(advance(tree, first.position, on('2026-12-20T12:00:00Z', start + DAY)))
    expect([turn.wakeAt, turn.effects]).toEqual([at('2026-12-17 12:00'), []])
  })

  test('what ran already does not run again', () => {
    const ran = moved(advance(tree, first.position, on('2026-12-15T12:00:00Z', at('2026-12-12 12:00'))))
    expect(sent(ran)).toEqual(['three'])
    const later = moved(advance(tree, ran.position, on('2026-12-30T12:00:00Z', at('2026-12-13 12:00'))))
    expect([sent(later), later.wakeAt]).toEqual([[], at('2026-12-29 12:00')])
  })

  test('into the past while it is waited for: what is past is skipped, and the journey goes on', () => {
    const turn = moved(advance(tree, first.position, on('2026-11-20', start + DAY)))
    expect([sent(turn), skipped(turn)]).toEqual([
      ['last'],
      ['s › 1.-3 days: too late', 's › 1.-1 day: too late'],
    ])
  })

  test('the thing is deleted: the date as last known stands', () => {
    const turn = advance(tree, first.position, on(null, start + DAY))
    expect([turn.idle, turn.wakeAt]).toEqual([true, first.wakeAt])
  })
})

describe('rule 8: until, then and else as in a wait', () => {
  const tree = plan([
    around(
      date,
      { '-14 days': [send('invite')], '-4 days': [send('again')], '-2 hours': [] },
      {
        until: did(any('event.registered')),
        then: [send('welcome')],
        else: [end('not interested')],
        late: 'first',
      },
    ),
    send('after'),
  ])
  const registered = (when: number) => ({ facts: [aFact('event.registered', when)] })

  test('true at once, and no entry is even looked at', () => {
    const turn = begin(tree, on('2026-12-02', start, registered(start)))
    expect([sent(turn), skipped(turn)]).toEqual([['welcome', 'after'], []])
  })

  test('true in between', () => {
    const first = begin(tree, on('2026-12-22T11:00:00Z', start))
    const turn = moved(
      advance(tree, first.position, on('2026-12-22T11:00:00Z', start + DAY, registered(start + DAY))),
    )
    expect(sent(turn)).toEqual(['welcome', 'after'])
    expect(turn.position.loops).toBeUndefined()
  })

  test('never true: else after the last entry, which may be empty', () => {
    const first = begin(tree, on('2026-12-02T10:00:00Z', start))
    expect(sent(first)).toEqual(['invite'])
    const turn = moved(advance(tree, first.position, on('2026-12-02T10:00:00Z', at('2026-12-02 08:00'))))
    expect(turn.outcome).toEqual({ by: 'end', reason: 'not interested' })
  })

  test('all of it past: there is nothing left to wait for, and no mail that goes for nothing', () => {
    const turn = begin(tree, on('2026-11-20', start))
    expect([sent(turn), turn.outcome?.reason]).toEqual([[], 'not interested'])
  })
})

test('rule 8: waits inside an entry run to their end, and the loop goes on', () => {
  const tree = plan([around(date, { '-5 days': [wait('1 day'), send('four')], '-1 day': [send('one')] })])
  expect(played(tree, '2026-12-15T12:00:00Z', begin(tree, on('2026-12-15T12:00:00Z', start)))).toEqual([
    '12-11T12:00 four',
    '12-14T12:00 one',
  ])
})
