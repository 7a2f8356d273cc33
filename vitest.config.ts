import { defineConfig } from 'vitest/config'

const setup = (...names: string[]) => names.map((name) => `./test/harness/setup/${name}.ts`)

// Limits are for what hangs: a machine may be slow and busy, and a test that waits for several things waits for each.
const MINUTE = 60_000

export default defineConfig({
  test: {
    maxWorkers: 2,
    teardownTimeout: MINUTE,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.unit.test.ts', 'test/architecture.test.ts'],
          testTimeout: 5 * MINUTE,
          hookTimeout: 5 * MINUTE,
        },
      },
      {
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          globalSetup: setup('postgres', 'temporal', 'dovecot', 'mail-judges'),
          testTimeout: 10 * MINUTE,
          hookTimeout: 10 * MINUTE,
          expect: { poll: { timeout: 2 * MINUTE } },
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/**/*.flow.test.ts'],
          globalSetup: setup('postgres', 'time-skipping'),
          testTimeout: 15 * MINUTE,
          hookTimeout: 15 * MINUTE,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          globalSetup: setup('postgres', 'temporal', 'chromium'),
          testTimeout: 20 * MINUTE,
          hookTimeout: 20 * MINUTE,
          expect: { poll: { timeout: 2 * MINUTE } },
        },
      },
    ],
  },
})
