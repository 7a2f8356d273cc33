import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { compose, type Composition, messageIdOf } from '../../mail/compose.ts'
import { asciiAddress, senderOf } from '../../mail/sender-of.ts'
import { oneLine } from '../../mail/render-template.ts'

const mail = (over: Partial<Composition> = {}): Composition => ({
  messageId: '<k@works.example>',
  date: Date.parse('2026-03-02T09:00:00Z'),
  from: {
    name: 'Works',
    address: 'news@works.example',
    replyTo: { name: 'Works', address: 'news@works.example' },
  },
  to: { name: 'Anna', address: 'anna@client.example' },
  words: { subject: 'Hello', html: '<p>Hi</p>', text: 'Hi' },
  lang: 'en',
  template: 'offer',
  topic: 'news',
  kind: 'marketing',
  unsubscribe: 'https://k.example/m/u/t',
  automatic: null,
  ...over,
})

const NAMES = [
  'from',
  'to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-language',
  'feedback-id',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
].sort()

// Everything that has ever been tried to break out of a header, among any other text.
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom(
        '\r\nBcc: x@y.z\r\n',
        '\n',
        '\r',
        '\0',
        '"',
        '\\',
        ',',
        '<a@b.c>',
        '=?utf-8?b?',
        '\u2028',
        'Ивановский',
        '…',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

test('whatever names and subjects hold, the headers are the ones that were meant, and ASCII', async () => {
  await fc.assert(
    fc.asyncProperty(nasty, nasty, nasty, async (name, sender, subject) => {
      const from = {
        name: oneLine(sender),
        address: 'news@works.example',
        replyTo: { name: oneLine(sender), address: 'news@works.example' },
      }
      const bytes = await compose(
        mail({
          to: { name, address: 'anna@client.example' },
          from,
          words: { subject, html: '<p>x</p>', text: 'x' },
        }),
      )
      const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
      expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/)
      for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
      const parsed = await PostalMime.parse(bytes)
      const found = parsed.headers.map((one) => one.key).sort()
      expect(found.filter((one) => one !== 'subject')).toEqual(NAMES.filter((one) => one !== 'subject'))
      expect(parsed.to).toHaveLength(1)
      expect(parsed.to?.[0]?.address).toBe('anna@client.example')
      expect(parsed.from?.address).toBe('news@works.example')
    }),
    { numRuns: 300 },
  )
})

test('Cyrillic names and subjects come out as they went in', async () => {
  const subject =
    'Очень длинная тема письма о станках, прессах и всём остальном, что бывает на заводе — и ещё немного'
  const parsed = await PostalMime.parse(
    await compose(
      mail({
        to: { name: 'Пётр Ёлкин', address: 'p@завод.рф' },
        words: { subject, html: '<p>Привет</p>', text: 'Привет' },
      }),
    ),
  )
  expect(parsed.subject).toBe(subject)
  expect(parsed.to).toEqual([{ name: 'Пётр Ёлкин', address: 'p@xn--80aegj1b.xn--p1ai' }])
  expect([parsed.text?.trim(), parsed.html?.trim()]).toEqual(['Привет', '<p>Привет</p>'])
})

test('marketing mail has one-click in one header each; service mail and notices say what they are', async () => {
  const head = async (over: Partial<Composition>) => {
    const parsed = await PostalMime.parse(await compose(mail(over)))
    return Object.fromEntries(parsed.headers.map((one) => [one.key, one.value]))
  }
  const marketing = await head({})
  expect(marketing).toMatchObject({
    'list-unsubscribe': '<https://k.example/m/u/t>',
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'list-id': '<news.works.example>',
    'feedback-id': 'offer:news:marketing:works-example',
    date: expect.stringMatching(/^Mon, 0?2 Mar 2026 09:00:00 \+0000$/),
  })
  const notice = await head({ kind: 'service', unsubscribe: null, automatic: 'auto-generated' })
  expect(notice['auto-submitted']).toBe('auto-generated')
  expect(Object.keys(notice).filter((key) => key.startsWith('list-'))).toEqual([])
})

test('the Message-ID is the key, or its hash where the key is no id', () => {
  const key = 'a'.repeat(32)
  expect(messageIdOf(key, 'n@works.example')).toBe(`<${key}@works.example>`)
  expect(messageIdOf('task/1 2', 'n@works.example')).toMatch(/^<[0-9a-f]{32}@works\.example>$/)
})

test("in a seller's name: his name, the sender's address, answers to him; his own identity if he has one", () => {
  const senders = {
    marketing: { name: 'Works', address: 'news@works.example', replyTo: 'hello@works.example' },
    petrov: { name: 'P', address: 'petrov@завод.рф' },
  }
  const release = {
    senders,
    defaults: { lang: 'en', zone: 'UTC', sender: 'marketing' },
  } as unknown as Parameters<typeof senderOf>[0]
  const seller = { name: 'Ivan Petrov', email: 'ivan@works.example', sender: null }
  expect(senderOf(release, 'marketing', null)).toMatchObject({
    name: 'Works',
    replyTo: { address: 'hello@works.example' },
  })
  expect(senderOf(release, 'marketing', seller)).toEqual({
    name: 'Ivan Petrov',
    address: 'news@works.example',
    replyTo: { name: 'Ivan Petrov', address: 'ivan@works.example' },
  })
  expect(senderOf(release, 'marketing', { ...seller, sender: 'petrov' }).address).toBe(
    asciiAddress('petrov@завод.рф'),
  )
})
