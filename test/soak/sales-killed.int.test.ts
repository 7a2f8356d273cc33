import { expect, test } from 'vitest'
import { broken } from './sales/checks.ts'
import { liveDays } from './sales/days.ts'

const SEED = Number(process.env.SEED ?? 5)

test('a few days with a real Temporal and two workers, all killed now and then, keep one owner, secrets and money', async () => {
  const { store, happened, faults } = await liveDays({ seed: SEED, leads: 24, dealers: 12, days: 2 })
  if (process.env.SOAK_SEEDS) process.stdout.write(`seed ${SEED}: ${JSON.stringify(happened)}\n`)
  expect(faults.slice(0, 3)).toEqual([])
  expect(await broken(store.db, { clocks: false })).toEqual({})
  for (const what of ['worker killed', 'both workers killed', 'temporal lost', 'accept done', 'bid done'])
    expect(happened, what).toHaveProperty([what])
}, 1_800_000)
