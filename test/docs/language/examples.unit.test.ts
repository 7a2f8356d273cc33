import { describe, expect, test } from 'vitest'
import { loadMarketing } from '../../../cli/marketing-files.ts'
import { projectFolder } from '../../../cli/project-folder.ts'
import { check } from '../../../core/plan/check.ts'
import { compile } from '../../../core/plan/compile.ts'
import { simulate } from '../../../core/simulate/simulate.ts'
import { isDeclaration } from './example-file.ts'
import { SCRIPT, treeOf } from './example-tree.ts'
import { examples } from './made-examples.ts'
import { allWords } from './words.ts'

const { marketing, faults } = await loadMarketing(projectFolder)
if (!marketing) throw new Error(JSON.stringify(faults))
const known = { ...marketing, templates: marketing.compiledTemplates.map((one) => one.name) }
const templateKinds = Object.fromEntries(marketing.compiledTemplates.map((one) => [one.name, one]))

test('every word that marketing can write has an example', () => {
  const without = allWords().filter((word) => !word.isType && word.examples.length === 0)
  expect(without.map((word) => word.name)).toEqual([])
})

test('none of them only tells the compiler something', () => {
  const told = allWords().filter((word) => !word.isType && word.examples.some(isDeclaration))
  expect(told.map((word) => word.name)).toEqual([])
})

describe('the examples of the language', () => {
  for (const [n, { word, value }] of examples.entries()) {
    test(`${word}, example ${n + 1}, is sound and plays`, () => {
      const tree = treeOf(value())
      if (tree === null) return
      const plan = compile(tree, marketing.facts)
      const others = marketing.plans.filter((one) => one.sequence !== plan.sequence)
      const here = (path: string) => path === plan.sequence || path.startsWith(`${plan.sequence} `)
      expect(check([...others, plan], known).filter((fault) => here(fault.path))).toEqual([])
      const story = simulate({
        ...marketing,
        templateKinds,
        plans: [plan],
        lead: {
          id: 'lead',
          zone: 'UTC',
          owner: 'anna',
          values: { 'lead.stage': 'client', 'lead.role': 'decider' },
        },
        script: SCRIPT,
        until: Date.UTC(2027, 11, 31),
      })
      expect(story.filter((line) => line.what === 'entered')).not.toHaveLength(0)
    })
  }
})
