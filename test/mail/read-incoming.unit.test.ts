import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readIncoming } from '../../mail/read-incoming.ts'
import { KEY, SAMPLES, SECRET } from './incoming/samples.ts'

const FOLDER = join(import.meta.dirname, 'incoming')
const read = (text: string | Uint8Array, secret: string | null = SECRET) =>
  readIncoming(
    (async function* () {
      yield typeof text === 'string' ? Buffer.from(text) : text
    })(),
    secret,
  )

describe('a message from outside', () => {
  it.each(SAMPLES)('$file is taken for $kind', async (sample) => {
    const found = await readIncoming(createReadStream(join(FOLDER, sample.file)), SECRET)
    expect({
      kind: found.kind,
      recipients: found.recipients,
      key: found.keyFrom ?? null,
      messageKey: found.messageKey,
      forged: found.forged,
    }).toEqual({
      kind: sample.kind,
      recipients: sample.recipients,
      key: sample.key,
      messageKey: sample.key === null ? undefined : KEY,
      forged: sample.forged,
    })
  })
  it('of every file is in the table', async () => {
    const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.eml'))
    expect(files.toSorted()).toEqual(SAMPLES.map((sample) => sample.file).toSorted())
    expect(files.length).toBeGreaterThanOrEqual(60)
    expect(SAMPLES.filter((sample) => sample.shape === '')).toEqual([])
  })
})

const samples = await Promise.all(SAMPLES.map(({ file }) => readFile(join(FOLDER, file))))

test('without the secret, or with another, no token is believed', async () => {
  const bounce = await readFile(join(FOLDER, 'postfix-unknown.eml'))
  for (const secret of [null, 'another secret of thirty-two signs'])
    expect(await read(bounce, secret)).not.toHaveProperty('messageKey')
})

test('line ends of CRLF change nothing', async () => {
  for (const [n, sample] of samples.entries()) {
    const crlf = Buffer.from(sample.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')
    const found = await read(crlf)
    expect([SAMPLES[n]?.file, found.kind, found.recipients.length]).toEqual([
      SAMPLES[n]?.file,
      SAMPLES[n]?.kind,
      SAMPLES[n]?.recipients.length,
    ])
  }
})

test('whatever comes in, reading it never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      expect((await read(bytes)).kind).toBeTypeOf('string')
    }),
    { numRuns: 200 },
  )
})

test('a report that was bent, cut or glued to another never throws and never names a key that is not ours', async () => {
  const bend = fc.record({
    from: fc.constantFrom(...samples),
    other: fc.constantFrom(...samples),
    at: fc.nat(4_000),
    to: fc.nat(4_000),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\r\n', '--', '\n\n', '\0', '"', '=?', '<>'),
    ),
  })
  await fc.assert(
    fc.asyncProperty(bend, async ({ from, other, at, to, put }) => {
      const found = await read(
        Buffer.concat([from.subarray(0, at), Buffer.from(put), other.subarray(Math.min(to, other.length))]),
      )
      expect(['bounce', 'complaint', 'auto-reply', 'reply', 'other']).toContain(found.kind)
      if (found.keyFrom === 'token') expect(found.messageKey).toBe(KEY)
      for (const { address } of found.recipients) expect(address ?? '').not.toMatch(/[\s<>]/)
    }),
    { numRuns: 400 },
  )
})
