import { expect, test } from 'vitest'
import { headOf, owner, send } from '../../../core/language/index.ts'
import { aView, begin } from '../advance/given.ts'
import { plan } from './playing.ts'

const from = (tree: ReturnType<typeof plan>, owner: string | null = 'petrov') =>
  begin(tree, aView({ lead: { owner } })).effects.map((effect) => effect.do === 'send' && effect.from)

test('rule 14: mail goes in the name of the owner, of the step or of the sequence', () => {
  expect(from(plan([send('a')], { from: owner() }))).toEqual(['petrov'])
  expect(from(plan([send('a', { from: headOf(owner()) })], { from: owner() }))).toEqual(['ivanova'])
})

test('rule 14: without an owner it goes in the name of the topic’s sender', () => {
  expect(from(plan([send('a')], { from: owner() }), null)).toEqual([null])
  expect(from(plan([send('a')], { from: owner() }), 'has left')).toEqual([null])
})
