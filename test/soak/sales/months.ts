import { expect, test } from 'vitest'
import { adrift } from '../../../store/adrift.ts'
import { testStore } from '../../harness/store.ts'
import { broken } from './checks.ts'
import { liveMonth } from './month.ts'

// Five seeds by themselves, the first of them in full; `npm run soak:sales` lives through fifty in full.
const FIRST = Number(process.env.SEED ?? 1)
const SEEDS = Number(process.env.SOAK_SEEDS ?? 5)
const LEADS = Number(process.env.SOAK_LEADS ?? 3000)
/** Leads of the seeds after the first, unless more is asked for: a full one is three minutes of a quiet machine of two cores. */
const LEADS_OF_OTHERS = process.env.SOAK_LEADS ? LEADS : 500
/** How many test files share the seeds: two of them run side by side. */
const FILES = 5
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

/** The months of one test file, the first of five, the second and so on: every fifth seed. */
export function testMonths(file: number): void {
  const seeds = Array.from({ length: SEEDS }, (_, n) => FIRST + n).filter((_, n) => n % FILES === file - 1)
  if (seeds.length === 0) test('the seeds are fewer than the files', () => expect(SEEDS).toBeLessThan(file))
  test.each(seeds)(
    'a month of forty dealers keeps one owner, its secrets, its clocks and its money (seed %i)',
    async (seed) => {
      const store = await testStore({ socket: true })
      const { faults, happened, instants } = await liveMonth(store, {
        seed,
        leads: seed === FIRST ? LEADS : LEADS_OF_OTHERS,
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
}
