import { expect, test } from 'vitest'
import { gathered } from '../../mail/gathered.ts'

const HOUR_MS = 3_600_000

/** Work that remembers its batches. */
function batches(patience: { ms: number; enough: number }) {
  const seen: number[][] = []
  const ask = gathered<number, number>(
    async (items) => {
      seen.push(items)
      return items.map((item) => item * 10)
    },
    { most: 3, beside: 1, patience },
  )
  return { seen, ask }
}

test('what is asked for in one turn goes together, in its order, and each hears its own answer', async () => {
  const { seen, ask } = batches({ ms: HOUR_MS, enough: 10 })
  expect(await Promise.all([ask(1), ask(2), ask(3), ask(4)])).toEqual([10, 20, 30, 40])
  expect(seen).toEqual([[1, 2, 3], [4]])
})

test('what is patient goes with the first that is not', async () => {
  const { seen, ask } = batches({ ms: HOUR_MS, enough: 10 })
  expect(await Promise.all([ask(1, true), ask(2, true), ask(3)])).toEqual([10, 20, 30])
  expect(seen).toEqual([[1, 2, 3]])
})

test('what is patient goes when there is enough of it', async () => {
  const { seen, ask } = batches({ ms: HOUR_MS, enough: 2 })
  expect(await Promise.all([ask(1, true), ask(2, true)])).toEqual([10, 20])
  expect(seen).toEqual([[1, 2]])
})

test('what is patient goes alone in the end, also what a batch left over', async () => {
  const { seen, ask } = batches({ ms: 1, enough: 4 })
  expect(await Promise.all([1, 2, 3, 4].map((item) => ask(item, true)))).toEqual([10, 20, 30, 40])
  expect(seen).toEqual([[1, 2, 3], [4]])
  expect(await ask(5, true)).toBe(50)
})

test('all of a batch hear that it failed, and the next one works', async () => {
  let fails = true
  const ask = gathered<number, number>(
    async (items) => {
      if (fails) throw new Error('no')
      return items
    },
    { most: 3, beside: 1 },
  )
  const heard = await Promise.allSettled([ask(1), ask(2)])
  expect(heard.map((one) => one.status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect(await ask(3)).toBe(3)
})
