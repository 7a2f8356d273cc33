import { freePort as freeAmong } from '../../start/ports.mjs'

const EACH = 1_000
const WORKERS = 8

/** A port of 127.0.0.1 that nobody takes until it is bound: test files that run at once look among other ports. */
export const freePort = (): Promise<number> =>
  freeAmong({ from: 10_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS) * EACH, count: EACH })
