import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from '../config.ts'
import { afterwards } from './harness/afterwards.ts'
import { cpuMs } from './harness/cpu-ms.ts'

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
    clickQuarantineMs: 60_000,
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

test('unsigned marketing mail is refused by default where it goes out into the world', () => {
  const of = (SMTP_URL: string, words = '') =>
    readConfig({ ...enough(), SMTP_URL, KINDLING_SEND_UNSIGNED: words }).sendUnsigned
  expect(readConfig(enough()).sendUnsigned).toBe('allow')
  for (const near of ['smtp://localhost:25', 'smtp://127.0.0.1:2525', 'smtp://[::1]:25', 'smtp://mail:2525'])
    expect(of(near), near).toBe('allow')
  for (const far of ['smtps://smtp.works.example', 'smtp://203.0.113.5:587', 'smtp://[2001:db8::1]:25'])
    expect(of(far), far).toBe('refuse')
  expect(of('smtps://smtp.works.example', 'allow')).toBe('allow')
  expect(of('smtp://localhost:25', 'refuse')).toBe('refuse')
  expect(() => of('smtp://localhost:25', 'yes')).toThrow(/KINDLING_SEND_UNSIGNED: must be allow or refuse/)
})

test('keys that sign mail may stand in the environment', async () => {
  const of = (KINDLING_DKIM_KEYS: string) => readConfig({ ...enough(), KINDLING_DKIM_KEYS }).dkimKeys
  expect(of('works.example.k1=AAAA==, other.example.k2=BB+/')).toContain('k2=')
  for (const wrong of ['k1', 'works.example.k1=-----BEGIN', 'works.example.k1', '=AAAA'])
    expect(() => of(wrong), wrong).toThrow(/KINDLING_DKIM_KEYS: must be domain\.selector=key/)
  const hostile = 'a.b=AAAA '.repeat(20_000) + '!'
  expect(await cpuMs(() => expect(() => of(hostile)).toThrow(/KINDLING_DKIM_KEYS/))).toBeLessThan(1000)
})

test('the config is frozen', () => {
  expect(Object.isFrozen(readConfig(enough()))).toBe(true)
})

test('alerts go to one address, or to nobody', () => {
  const of = (KINDLING_ALERTS_TO: string) => readConfig({ ...enough(), KINDLING_ALERTS_TO }).alertsTo
  expect([of(''), of('post@works.example')]).toEqual([null, 'post@works.example'])
  for (const wrong of ['works.example', 'a@b.example, c@d.example', 'A <a@b.example>'])
    expect(() => of(wrong), wrong).toThrow(/KINDLING_ALERTS_TO: must be one address/)
})

test('mailboxes, keys and topics come several in one variable, and each is looked at', () => {
  const config = readConfig({
    ...enough(),
    KINDLING_IMAP_URL: 'imaps://bounces%40works.example:p@imap.works.example/INBOX imap://news:p@localhost',
    KINDLING_MAILGUN_KEYS: `${'k'.repeat(32)},${'l'.repeat(32)}`,
    KINDLING_SES_TOPICS: 'arn:aws:sns:eu-west-1:123456789012:mail',
  })
  expect(config.imapUrls).toHaveLength(2)
  expect(config.mailHooks).toMatchObject({ postmark: null, mailgun: ['k'.repeat(32), 'l'.repeat(32)] })
})

test.each([
  ['KINDLING_IMAP_URL', 'https://imap.works.example'],
  ['KINDLING_IMAP_URL', 'imaps://imap.works.example/INBOX'],
  ['KINDLING_POSTMARK_HOOK', 'hooks:short'],
  ['KINDLING_MAILGUN_KEYS', 'short'],
  ['KINDLING_SES_TOPICS', 'https://sns.eu-west-1.amazonaws.com'],
])('%s that is not right is told without its value', (name, value) => {
  const fault = (() => {
    try {
      readConfig({ ...enough(), [name]: value })
    } catch (error) {
      return error instanceof ConfigError ? error.faults.join() : ''
    }
    return ''
  })()
  expect(fault).toMatch(new RegExp(`^${name}: must be`))
  expect(fault).not.toContain(value)
})
