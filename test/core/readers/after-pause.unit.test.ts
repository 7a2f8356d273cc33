import { expect, it } from 'vitest'
import type { Options } from '../../../core/language/index.ts'
import { diffPlan } from '../../../core/readers/diff.ts'
import { aboutWords } from '../../../core/readers/words/option-words.ts'
import { speechIn } from '../../../core/readers/words/speech.ts'
import { planOf } from './given.ts'

const [en, ru] = [speechIn('en'), speechIn('ru')]
const plan = (afterPause?: Options['afterPause']) => planOf([], afterPause ? { afterPause } : {})

it.each([
  [undefined, [], []],
  ['send', [], []],
  ['re-time', ['a pause moves its mail'], ['пауза сдвигает письма']],
  [
    { skipAfter: '2 days' },
    ['after a pause mail older than 2 days is skipped'],
    ['после паузы письма старше 2 дней не уходят'],
  ],
] as const)(
  'what becomes of mail after a pause is said in both languages: %j',
  (policy, english, russian) => {
    expect(aboutWords(plan(policy), en).slice(1)).toEqual(english)
    expect(aboutWords(plan(policy), ru).slice(1)).toEqual(russian)
  },
)

it('a changed policy after a pause is a difference, in words', () => {
  const { changes } = diffPlan(plan('re-time'), plan({ skipAfter: '2 days' }), en)
  expect(changes).toMatchObject([
    {
      what: 'changed',
      kind: 'afterPause',
      words: 'after a pause mail older than 2 days is skipped',
      was: 'a pause moves its mail',
    },
  ])
})
