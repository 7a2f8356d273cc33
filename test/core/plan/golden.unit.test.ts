import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { advance } from '../../../core/advance/advance.ts'
import { startPosition } from '../../../core/advance/position.ts'
import { canonicalJson, sha256 } from '../../../core/hash.ts'
import type { Plan } from '../../../core/plan/plan.ts'
import { aView, at, moved, sent } from '../advance/given.ts'

// Journeys keep the plan they began with, for years. A plan of each format is kept here and must run for ever.
const plan = JSON.parse(readFileSync(new URL('../../golden/plan-1.json', import.meta.url), 'utf8')) as Plan

test('a plan of format 1 is read and run as on the day it was stored', () => {
  const { hash, ...rest } = plan
  expect(sha256(canonicalJson(rest)).slice(0, 32)).toBe(hash)
  const view = aView({ journey: { thing: 'enquiry:E1' }, values: { 'enquiry.deadline': '2026-12-20' } })
  const first = moved(advance(plan, startPosition(), view))
  expect([sent(first), first.wakeAt, first.position.at]).toEqual([
    ['received'],
    at('2026-12-04 10:00'),
    'wait:3 workdays',
  ])

  const second = moved(advance(plan, first.position, { ...view, now: at('2026-12-04 10:00') }))
  expect(second.effects.map((effect) => effect.do)).toEqual(['task', 'set', 'record', 'enrol'])
  expect(second.wakeAt).toBe(at('2026-12-17 00:00'))
  const last = moved(advance(plan, second.position, { ...view, now: at('2026-12-17 00:00') }))
  expect(last.outcome).toEqual({ by: 'end', reason: 'done' })
})
