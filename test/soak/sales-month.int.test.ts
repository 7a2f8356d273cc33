import { expect, test } from 'vitest'
import { adrift } from '../../store/adrift.ts'
import { testStore } from '../harness/store.ts'
import { broken } from './sales/checks.ts'
import { liveMonth } from './sales/month.ts'

// Five seeds of fewer leads by themselves; `npm run soak:sales` lives through fifty months of 3,000 leads.
const FIRST = Number(process.env.SEED ?? 1)
const SEEDS = Number(process.env.SOAK_SEEDS ?? 4)
const LEADS = Number(process.env.SOAK_LEADS ?? 300)
const MONTH_MS = 3_600_000

/** Things that must have happened in a month, or the month proves nothing. */
const MUST = [
  'accept done',
  'accept offer_over',
  'heard ended done',
  'bid done',
  'bid bid_low',
  'contacted done',
  'told done',
]

test.each(Array.from({ length: SEEDS }, (_, n) => FIRST + n))(
  'a month of forty dealers keeps one owner, its secrets, its clocks and its money (seed %i)',
  async (seed) => {
    const store = await testStore()
    const { faults, happened, instants } = await liveMonth(store, {
      seed,
      leads: LEADS,
      dealers: 40,
      days: 30,
    })
    if (process.env.SOAK_SEEDS)
      process.stdout.write(`seed ${seed}: ${instants} instants, ${JSON.stringify(happened)}\n`)
    expect(faults.slice(0, 3)).toEqual([])
    expect(await broken(store.db, { clocks: true })).toEqual({})
    expect(await adrift(store.db, store.clock.read(), { limit: 3 })).toEqual([])
    for (const what of MUST) expect(happened, what).toHaveProperty([what])
  },
  MONTH_MS,
)
