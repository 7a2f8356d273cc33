import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose } from '../../mail/compose.ts'
import { oneLine } from '../../mail/render-template.ts'
import { MONDAY } from '../harness/store.ts'
import { type ParsedMail, parsedMails } from './judges.ts'

/** What people and machines put into names and subjects to break out of them, or by accident. */
const HOSTILE = [
  ...[
    '\r\nBcc: thief@evil.example\r\n',
    '\nX-Extra: 1',
    '\r',
    '\r\n\r\n<html>',
    '\u0000',
    '\u2028',
    '\u2029',
    '\u0085',
  ],
  ...[
    '=?utf-8?Q?=0D=0ABcc:_thief@evil.example?=',
    '=?utf-8?B?DQpCY2M6IHg=?=',
    '=?',
    '?=',
    '=?x?q?y?= =?x?q?z?=',
  ],
  ...[
    '"',
    '\\',
    '\\"',
    '<thief@evil.example>',
    ',',
    ';',
    ':',
    '(',
    ')',
    '(a comment)',
    '@',
    '[',
    ']',
    '.',
    '..',
  ],
  ...[
    'undisclosed-recipients:;',
    'a@b.example, c@d.example',
    'Smith, Anna',
    "O'Hara",
    '%0d%0a',
    '{{ lead.name }}',
  ],
  ...[
    'Ольга',
    'Ёж',
    '李明',
    'مريم',
    '👩‍👩‍👧',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ud800',
    '\udfff',
    'é',
    'e\u0301',
  ],
  ...[' ', '   ', '\t', 'x'.repeat(90), 'ж'.repeat(90), 'Subject: x', 'From me', '.', '--=_boundary'],
]

const hostile = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
      fc.string({ unit: 'binary' }),
      fc.string(),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''))

const mail = fc.record({
  from: hostile,
  to: hostile,
  answers: hostile,
  subject: hostile,
  marketing: fc.boolean(),
})
type Wanted = typeof mail extends fc.Arbitrary<infer T> ? T : never

const composed = ({ from, to, answers, subject, marketing }: Wanted): Promise<Buffer> =>
  compose({
    messageId: '<0123456789abcdef@works.example>',
    date: MONDAY,
    from: {
      name: from,
      address: 'news@works.example',
      replyTo: { name: answers, address: 'hello@works.example' },
    },
    to: { name: to, address: 'reader@client.example' },
    words: { subject, text: 'Text', html: '<p>Text</p>' },
    ...{ lang: 'en', template: 'play/try-it', topic: 'news' },
    kind: marketing ? 'marketing' : 'service',
    unsubscribe: marketing ? 'https://k.example/m/u/token' : null,
    automatic: null,
  })

const cut = (text: string, most: number) => Array.from(oneLine(text)).slice(0, most).join('').trim()

const ALWAYS = [
  ...['From', 'To', 'Reply-To', 'Subject', 'Message-ID', 'Date', 'MIME-Version', 'Content-Type'],
  ...['Content-Language', 'Feedback-ID'],
]
const LISTS = ['List-ID', 'List-Unsubscribe', 'List-Unsubscribe-Post']

const meant = ({ from, to, answers, subject, marketing }: Wanted): ParsedMail => ({
  headers: [...ALWAYS, ...(marketing ? LISTS : [])].map((name) => name.toLowerCase()).sort(),
  subject: cut(subject, 500),
  from: [[cut(from, 200), 'news@works.example']],
  to: [[cut(to, 200), 'reader@client.example']],
  replyTo: [[cut(answers, 200), 'hello@works.example']],
  parts: [
    ['text/plain', 'Text\n'],
    ['text/html', '<p>Text</p>\n'],
  ],
  defects: [],
})

const seen = (read: ParsedMail): ParsedMail => ({
  ...read,
  headers: read.headers.map((name) => name.toLowerCase()).sort(),
  subject: read.subject.trim(),
  parts: read.parts.map(([type, content]) => [type, `${content.trimEnd()}\n`]),
})

test('whatever stands in names and subjects, another parser reads the headers that were meant and no others', () =>
  fc.assert(
    fc.asyncProperty(fc.array(mail, { minLength: 1, maxLength: 40 }), async (wanted) => {
      const read = parsedMails(await Promise.all(wanted.map(composed)))
      expect(read.map(seen)).toEqual(wanted.map(meant))
    }),
    { numRuns: 25 },
  ))

test('every header line is ASCII, ends with CRLF and is at most 998 octets; no encoded word is over 75', () =>
  fc.assert(
    fc.asyncProperty(mail, async (wanted) => {
      const bytes = await composed(wanted)
      const head = bytes.subarray(0, bytes.indexOf('\r\n\r\n')).toString('latin1')
      expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/)
      expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
      for (const word of head.match(/=\?UTF-8\?.*?\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75)
    }),
  ))
