import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutMessage } from '../../mail/cut-message.ts'
import { readIncoming } from '../../mail/read-incoming.ts'
import { cpuMs } from '../harness/cpu-ms.ts'
import { KEY, SECRET } from './incoming/samples.ts'

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

const MEGABYTE = 1024 * 1024
const sample = await readFile(join(import.meta.dirname, 'incoming', 'rfc3464-no-action.eml'), 'latin1')
const BOUNDARY = '--4XyZ12.1772442300/mx.example.net\n'
const [head = '', notice = '', ...rest] = sample.split(BOUNDARY)

/** A bounce with 40 MB in its first part, before the report. */
async function* huge(line: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head + BOUNDARY + notice)
  const megabyte = Buffer.from(line.repeat(MEGABYTE / line.length))
  for (let n = 0; n < 40; n++) yield megabyte
  yield Buffer.from(`\n${BOUNDARY}${rest.join(BOUNDARY)}`)
}

test.each([
  ['lines of base64', `${'QUJD'.repeat(16).slice(1)}\n`],
  ['one line without an end', 'x'.repeat(64)],
])('a bounce of 40 MB, %s, is read by the report behind it', async (_, line) => {
  const found = await readIncoming(huge(line), SECRET)
  expect(found).toMatchObject({
    kind: 'bounce',
    recipients: [{ address: 'jo@example.org', class: 'hard', status: '5.1.1' }],
    messageKey: KEY,
    cut: true,
  })
})

test('of 40 MB not two are kept', async () => {
  const { bytes, cut } = await cutMessage(huge('0123456789abcde\n'))
  expect(cut).toBe(true)
  expect(bytes.length).toBeLessThan(2 * MEGABYTE)
})

test('a stream without an end is left', async () => {
  let given = 0
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += 1000
      yield Buffer.alloc(1000, 'a')
    }
  }
  await cutMessage(endless(), { part: 100, whole: 1000, taken: 50_000 })
  expect(given).toBeLessThan(60_000)
})

test('what is small comes back as it was, however it was chopped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: fc.constantFrom('-', '\n', 'a') })), async (parts) => {
      const { bytes, cut } = await cutMessage(chunks(...parts))
      expect([Buffer.from(bytes).toString(), cut]).toEqual([parts.join(''), false])
    }),
  )
})

test('how it was chopped does not change what is kept', async () => {
  const limits = { part: 12, whole: 60, taken: 1_000 }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom('-', '--b', '\n', 'abc', '\n--b\n')), { maxLength: 12 }),
      async (words) => {
        const lines = words.map((one) => `${one.join('')}\n`)
        const whole = await cutMessage(chunks(lines.join('')), limits)
        const chopped = await cutMessage(chunks(...lines), limits)
        expect(Buffer.from(chopped.bytes).toString()).toBe(Buffer.from(whole.bytes).toString())
      },
    ),
  )
})

test.each([
  ['openings of styles', '<style '],
  ['angles', '<'],
  ['addresses', 'a@'],
  ['labels', `a@${'b-'.repeat(30)}`],
  ['dashes', '--'],
  ['fields', 'Final-Recipient: rfc822; a@b.example\n\n'],
  ['blanks', ' \t'],
  ['messages in messages', 'Content-Type: message/rfc822\n\n'],
  ['tokens', 'b-abcdefghij '],
])('two megabytes of %s are read within seconds', async (_, text) => {
  const body = text.repeat(Math.ceil((2 * MEGABYTE) / text.length))
  for (const type of ['text/plain', 'text/html', 'message/delivery-status']) {
    const message = chunks(`Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nContent-Type: ${type}\n\n${body}`)
    expect(await cpuMs(() => readIncoming(message, SECRET))).toBeLessThan(3_000)
  }
})
