import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { dkimVerify } from 'mailauth'
import { describe, expect, test } from 'vitest'
import { compose, type Composition } from '../../mail/compose.ts'
import { dkimRecord } from '../../mail/dkim/keys.ts'
import { signed, type SigningKey } from '../../mail/dkim/sign.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key: SigningKey = { domain: 'works.example', selector: 'k1', key: privateKey }

const resolver = async (name: string, type: string): Promise<string[][]> => {
  if (type === 'TXT' && name === 'k1._domainkey.works.example') return [[dkimRecord(privateKey)]]
  throw Object.assign(new Error('none'), { code: 'ENOTFOUND' })
}

/** What an independent verifier says of each signature. */
async function verdicts(bytes: Buffer): Promise<string[]> {
  const { results } = await dkimVerify(bytes, { resolver })
  return results.map((one) => one.status.result)
}

const mail = (over: Partial<Composition> = {}): Composition => ({
  messageId: '<k@works.example>',
  date: Date.parse('2026-03-02T09:00:00Z'),
  from: {
    name: 'Works',
    address: 'news@works.example',
    replyTo: { name: 'Works', address: 'hello@works.example' },
  },
  to: { name: 'Anna', address: 'anna@client.example' },
  words: { subject: 'Hello', html: '<p>Hi</p>', text: 'Hi' },
  lang: 'en',
  template: 'offer',
  topic: 'news',
  kind: 'marketing',
  unsubscribe: 'https://k.example/m/u/t',
  automatic: null,
  key,
  ...over,
})

const head = (bytes: Buffer) => bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
const tag = (bytes: Buffer, name: string) =>
  new RegExp(`[:; ]${name}=([^;]*)`).exec(head(bytes).replace(/\r\n[ \t]/g, ' '))?.[1] ?? ''
const withField = (bytes: Buffer, field: string, where: 'top' | 'bottom') => {
  const end = bytes.indexOf('\r\n\r\n')
  return where === 'top'
    ? Buffer.concat([Buffer.from(`${field}\r\n`), bytes])
    : Buffer.concat([bytes.subarray(0, end), Buffer.from(`\r\n${field}`), bytes.subarray(end)])
}

const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(
        '\r\n',
        '\r',
        '\n',
        '\n\n\n',
        ' \t ',
        '\t\r\n',
        '.',
        '\r\n.\r\n',
        'Ёлка и прессы',
        '…',
        '\0',
      ),
      fc.integer({ min: 900, max: 3000 }).map((length) => 'long '.repeat(length / 5)),
      fc.integer({ min: 900, max: 3000 }).map((length) => 'x'.repeat(length)),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))

/** One that anybody may add to a mail on its way, to be shown instead of ours or beside it. */
const ADDED = [
  'Subject: Pay here',
  'Reply-To: thief@elsewhere.example',
  'From: Boss <boss@elsewhere.example>',
  'To: others@client.example',
  'Cc: others@client.example',
  'Date: Mon, 02 Mar 2020 09:00:00 +0000',
  'Message-ID: <other@elsewhere.example>',
  'MIME-Version: 1.0',
  'Content-Type: text/html',
  'Content-Transfer-Encoding: base64',
  'List-Unsubscribe: <https://elsewhere.example/>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
]

describe('a mail that was composed with a key', () => {
  test('verifies, whatever its name, subject and texts hold', async () => {
    await fc.assert(
      fc.asyncProperty(words, words, words, async (name, subject, text) => {
        const html = `<p>${text}</p>`
        const bytes = await compose(
          mail({ to: { name, address: 'a@завод.рф' }, words: { subject, html, text } }),
        )
        expect(await verdicts(bytes)).toEqual(['pass'])
        expect(bytes.toString('latin1')).not.toMatch(/\r(?!\n)|(?<!\r)\n/)
        for (const line of bytes.toString('latin1').split('\r\n'))
          expect(line.length).toBeLessThanOrEqual(998)
      }),
      { numRuns: 100 },
    )
  })

  test.each(ADDED)('fails where somebody adds %s', async (field) => {
    const bytes = await compose(mail())
    expect(await verdicts(withField(bytes, field, 'top'))).toEqual(['fail'])
    expect(await verdicts(withField(bytes, field, 'bottom'))).toEqual(['fail'])
    // A service mail has no List-Unsubscribe; none can be added either.
    const service = await compose(mail({ kind: 'service', unsubscribe: null }))
    expect(await verdicts(withField(service, field, 'top'))).toEqual(['fail'])
  })

  test('fails where a letter of its body or of a signed header changes, or something is put behind it', async () => {
    const text = (await compose(mail())).toString('latin1')
    for (const [ours, theirs] of [
      ['<p>Hi</p>', '<p>Ha</p>'],
      ['Subject: Hello', 'Subject: Hallo'],
      ['One-Click', 'One-Clack'],
      ['offer:news', 'other:news'],
    ] as const) {
      expect(text).toContain(ours)
      expect(await verdicts(Buffer.from(text.replace(ours, theirs), 'latin1'))).not.toContain('pass')
    }
    expect(await verdicts(Buffer.from(`${text}more\r\n`, 'latin1'))).not.toContain('pass')
  })

  test('survives what servers do on the way: folding, blanks, case of names, lines at the end, Received', async () => {
    const text = (await compose(mail())).toString('latin1')
    const changed = text.replace('Subject: Hello', 'SUBJECT:   Hello  ').replace(/\r\n$/, '\r\n\r\n\r\n')
    const received = 'Received: from a.example by b.example;\r\n\tMon, 02 Mar 2026 09:00:00 +0000\r\n'
    expect(await verdicts(Buffer.from(received + changed, 'latin1'))).toEqual(['pass'])
  })

  test('has one signature in the form of the standard: no l=, each guarded name once more than it is there', async () => {
    const bytes = await compose(mail())
    expect(head(bytes).match(/^DKIM-Signature:/gm)).toHaveLength(1)
    expect([tag(bytes, 'a'), tag(bytes, 'c'), tag(bytes, 'd'), tag(bytes, 's')]).toEqual([
      'rsa-sha256',
      'relaxed/relaxed',
      'works.example',
      'k1',
    ])
    expect([tag(bytes, 'l'), tag(bytes, 'x'), tag(bytes, 't')]).toEqual(['', '', ''])
    const names = tag(bytes, 'h').toLowerCase().split(/ *: */)
    const times = (name: string) => names.filter((one) => one === name).length
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'reply-to',
      'mime-version',
      'content-type',
    ])
      expect(times(name), name).toBe(2)
    expect([times('list-unsubscribe'), times('list-unsubscribe-post'), times('cc')]).toEqual([2, 2, 1])
    const field = /^DKIM-Signature:.*(\r\n .*)+/m.exec(head(bytes))?.[0] ?? ''
    for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  test('without a key it is the same mail without the signature', async () => {
    const bare = await compose(mail({ key: null, messageId: '<k@works.example>' }))
    expect(head(bare)).not.toMatch(/dkim/i)
    expect(await verdicts(bare)).toEqual(['none'])
  })
})

describe('bytes of any form', () => {
  const fields = 'From: a@works.example\r\nSubject: x\r\nSubject:\r\n  twice\tand folded \r\n'
  test.each([
    ['an empty body', `${fields}\r\n`],
    ['no body at all', fields],
    ['blank lines only', `${fields}\r\n\r\n\r\n \r\n`],
    ['blank lines at the end', `${fields}\r\nHi\r\n\r\n\r\n`],
    ['no line end at the end', `${fields}\r\nHi`],
    ['bare line feeds', `${fields}\r\nHi\nHo\n\n`],
    ['bare carriage returns', `${fields}\r\nHi\rHo`],
    ['blanks in and behind lines', `${fields}\r\n Hi \t there\t \r\n\t\r\nHo\r\n`],
    ['bytes that are no text', `${fields}\r\n\u00ff\u0080\u0000\u00a0 \r\n`],
  ])('%s', async (_, text) => {
    expect(await verdicts(await signed(Buffer.from(text, 'latin1'), key))).toEqual(['pass'])
  })
})
