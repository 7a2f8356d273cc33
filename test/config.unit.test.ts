import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'
import { afterwards } from './harness/afterwards.ts'

function empty(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-config-'))
  afterwards(async () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const enough = () => ({
  KINDLING_DATA: empty(),
  DATABASE_URL: 'postgres://127.0.0.1/k',
  KINDLING_SECRET: 's'.repeat(32),
})

test('the defaults are the ports of the documentation', () => {
  const config = readConfig(enough())
  expect(config).toMatchObject({
    port: 3000,
    mailPort: 3025,
    smtpPort: 2525,
    temporalAddress: '127.0.0.1:7233',
    smtpUrl: 'smtp://127.0.0.1:2525',
    publicUrl: 'http://127.0.0.1:3000',
    timeScale: 1,
    clickQuarantineMs: 10_000,
  })
})

test('all faults are told at once, each with its name', () => {
  const faults = (() => {
    try {
      readConfig({ KINDLING_DATA: empty(), PORT: 'abc', SMTP_URL: 'http://x', KINDLING_TIME_START: 'soon' })
    } catch (error) {
      if (error instanceof ConfigError) return error.faults.map((fault) => fault.split(':')[0])
    }
    return []
  })()
  expect(faults).toEqual(['PORT', 'SMTP_URL', 'KINDLING_TIME_START', 'DATABASE_URL', 'KINDLING_SECRET'])
})

test('an empty variable counts as unset', () => {
  expect(readConfig({ ...enough(), PORT: '', KINDLING_TIME_SCALE: ' ' }).port).toBe(3000)
})

test('what runs already is found by its run file and its secret', () => {
  const KINDLING_DATA = empty()
  const run = { database: 'postgres://127.0.0.1:5/k', temporal: '127.0.0.1:6', smtp: 'smtp://127.0.0.1:7' }
  writeFileSync(join(KINDLING_DATA, 'run.json'), JSON.stringify(run))
  writeFileSync(join(KINDLING_DATA, 'secret'), `${'x'.repeat(40)}\n`)
  expect(readConfig({ KINDLING_DATA })).toMatchObject({
    databaseUrl: run.database,
    temporalAddress: run.temporal,
    smtpUrl: run.smtp,
    secret: 'x'.repeat(40),
  })
})

test('the config is frozen', () => {
  expect(Object.isFrozen(readConfig(enough()))).toBe(true)
})
