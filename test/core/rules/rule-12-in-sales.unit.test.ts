import { describe, expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { done, end, handOff, on, send, submitted, wait } from '../../../core/language/index.ts'
import { aFact, aView, begin, doings, moved, sent, start } from '../advance/given.ts'
import { DAY, plan, says, story } from './playing.ts'

describe('rule 12: a hand-off does not end the journey', () => {
  const tree = plan([
    handOff('tenders'),
    wait('2 weeks', {
      until: done('tenders', 'accepted'),
      then: [end('sales has it')],
      else: [send('again')],
    }),
  ])

  test('it goes on, and reads what came of it', () => {
    const first = begin(tree)
    expect([doings(first), first.outcome]).toEqual([['handOff'], null])
    const accepted = aFact('step.done', start + DAY, {
      journey: 'J',
      step: 'handOff:tenders',
      outcome: 'accepted',
    })
    const turn = moved(advance(tree, first.position, aView({ now: start + DAY, facts: [accepted] })))
    expect(turn.outcome?.reason).toBe('sales has it')
    expect(sent(moved(advance(tree, first.position, aView({ now: start + 14 * DAY }))))).toEqual(['again'])
  })

  test('mail is held while it is open, unless the sequence says go on', () => {
    expect([plan([]).inSales, plan([], { inSales: 'go on' }).inSales]).toEqual(['hold', 'go on'])
  })

  test('each enquiry has its own; without a thing a second one joins the first', () => {
    const own = plan([handOff('tenders')], { enter: on(submitted('tender'), { per: 'enquiry' }) })
    const one = plan([handOff('sales')], { enter: on(submitted('document'), { again: 'always' }) }, 'one')
    const script = [
      says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E1' }),
      says('2026-12-01 10:00', 'form.submitted', { form: 'tender', enquiry: 'E2' }),
      says('2026-12-01 10:00', 'form.submitted', { form: 'document' }),
      says('2026-12-02 10:00', 'form.submitted', { form: 'document' }),
    ]
    expect(story({ plans: [own, one], script }).filter((line) => line.includes('shared'))).toEqual([
      '26-12-02 10:00 one: shared sales',
    ])
  })
})
