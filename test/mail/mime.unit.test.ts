import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { encodedText } from '../../mail/mime/body.ts'
import { addressField, field, textField } from '../../mail/mime/headers.ts'

const piece = fc.oneof(
  fc.string({ maxLength: 90 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    ' ',
    '\t',
    ' \n',
    '\t\r\n',
    '=',
    '=3D',
    '.',
    '\r\n.\r\n',
    '--',
    'Ёлка',
    '😀',
    'x'.repeat(80),
  ),
)
const text = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''))
/** Lone halves of characters cannot be said in UTF-8. */
const whole = text.map((one) => one.toWellFormed())

const lines = (value: string) => value.replace(/\r\n?/g, '\n').replace(/\n+$/, '')

async function read(head: string, body: Buffer) {
  return PostalMime.parse(Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), body]))
}

test('a text comes out of its part as it went in, in lines of 76 characters with CRLF at their ends', async () => {
  await fc.assert(
    fc.asyncProperty(whole, async (value) => {
      const { encoding, bytes } = encodedText(value)
      const wire = bytes.toString('latin1')
      expect(wire).toMatch(/^[\x20-\x7e\t\r\n]*$/)
      expect(wire).not.toMatch(/\r(?!\n)|(?<!\r)\n|[ \t]\r\n/)
      for (const line of wire.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
      // Neither encoding can hold the boundary between parts.
      expect(wire).not.toContain('=_')
      const decoded =
        encoding === 'base64'
          ? Buffer.from(wire, 'base64').toString('utf8')
          : Buffer.from(
              wire
                .replace(/=\r\n/g, '')
                .replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
                  String.fromCharCode(Number.parseInt(hex, 16)),
                ),
              'latin1',
            ).toString('utf8')
      expect(lines(decoded)).toBe(lines(value))
    }),
    { numRuns: 500 },
  )
})

test('Cyrillic goes as base64, Latin with a few signs quoted-printable', () => {
  expect(encodedText('Привет, станок!').encoding).toBe('base64')
  expect(encodedText('<p>A machine for £20, naïvely</p>').encoding).toBe('quoted-printable')
})

describe('a header field', () => {
  const plain = whole.map((one) =>
    one
      .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .replace(/ {2,}/g, ' ')
      .trim(),
  )

  test('of words is read as it was meant, in lines of 76 characters where it has blanks or no Latin', async () => {
    await fc.assert(
      fc.asyncProperty(plain, async (value) => {
        const header = textField('Subject', value)
        expect(header).toMatch(/^[\x20-\x7e\r\n]*\r\n$/)
        expect(header).not.toMatch(/\r\n[^ \t]/)
        const longest = Math.max(0, ...value.split(' ').map((word) => word.length))
        for (const line of header.split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(Math.max(77, longest + 10))
        expect((await read(header, Buffer.alloc(0))).subject ?? '').toBe(value)
      }),
      { numRuns: 500 },
    )
  })

  test('of an address holds one address, whatever its name is', async () => {
    await fc.assert(
      fc.asyncProperty(plain, async (name) => {
        const header = addressField('To', { name, address: 'anna@client.example' })
        const { to } = await read(header, Buffer.alloc(0))
        expect(to).toHaveLength(1)
        expect(to?.[0]?.address).toBe('anna@client.example')
      }),
      { numRuns: 500 },
    )
  })

  test('is folded at blanks only', () => {
    expect(field('X-Words', 'word '.repeat(40).trim()).split('\r\n').slice(0, -1)).toEqual([
      expect.stringMatching(/^X-Words: word/),
      expect.stringMatching(/^ word/),
      expect.stringMatching(/^ word/),
    ])
  })
})
