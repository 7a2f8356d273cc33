import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { audience, did, end, fact, on, send, wait, when } from '../../../core/language/index.ts'
import { aFact, aView, begin, doings, moved, start } from '../advance/given.ts'
import { any, DAY, plan, says, story } from './playing.ts'

const during = [audience(any('being-warmed'))]
const started = on(fact('warming.started'), { again: 'always' })

describe('rule 6: ending undoes what lasted while the journey ran', () => {
  const tree = plan([wait('1 month')], { during, goal: when(did('deal.won')) })

  test('into the audience with the first turn, and once', () => {
    const first = begin(tree)
    expect(first.effects).toEqual([{ do: 'join', audience: 'being-warmed' }])
    expect(advance(tree, first.position, aView()).idle).toBe(true)
  })

  test('out of it by goal, by its last step', () => {
    const { position } = begin(tree)
    const won = aView({ now: start + DAY, facts: [aFact('deal.won', start + DAY)] })
    expect(doings(moved(advance(tree, position, won)))).toEqual(['leave'])
    expect(doings(moved(advance(tree, position, aView({ now: start + 40 * DAY }))))).toEqual(['leave'])
  })

  test('a journey that ends in its first turn was in none', () => {
    expect(begin(tree, aView({ facts: [aFact('deal.won', start)] })).effects).toEqual([])
    expect(begin(plan([end()], { during })).effects).toEqual([])
  })

  test('out of it when another replaces it, and mail that has not left never leaves', () => {
    const low = plan([send('held'), wait('1 month')], {
      enter: started,
      during,
      group: 'nurture',
      hours: any('work'),
    })
    const high = plan([], { enter: on(fact('deal.lost')), group: 'nurture', priority: 8 }, 'high')
    const script = [says('2026-12-04 20:00', 'warming.started'), says('2026-12-05 10:00', 'deal.lost')]
    const hours = { work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] } }
    expect(story({ plans: [low, high], hours, script })).toEqual([
      '26-12-04 20:00 s: entered',
      '26-12-04 20:00 s: sent held',
      '26-12-04 20:00 s: into being-warmed',
      '26-12-05 10:00 s: ended replaced by high',
      '26-12-05 10:00 s: mail held journey ended',
      '26-12-05 10:00 s: out of being-warmed',
      '26-12-05 10:00 high: entered',
      '26-12-05 10:00 high: ended finished',
    ])
  })
})
