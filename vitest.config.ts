import { defineConfig } from 'vitest/config'

const setup = (...names: string[]) => names.map((name) => `./test/harness/setup/${name}.ts`)

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.unit.test.ts', 'test/architecture.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts'],
          globalSetup: setup('postgres', 'temporal', 'dovecot', 'mail-judges'),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/**/*.flow.test.ts'],
          globalSetup: setup('postgres', 'time-skipping'),
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/**/*.e2e.test.ts'],
          globalSetup: setup('postgres', 'temporal', 'chromium'),
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
