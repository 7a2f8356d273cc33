import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { dkimRecord } from '../../mail/dkim/keys.ts'
import { type ExampleMail, exampleMails } from './example-mails.ts'
import { dkimVerdicts, parsedMails, spamPoints } from './judges.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const record = dkimRecord(privateKey)
let mails: ExampleMail[] = []
beforeAll(async () => {
  // Machine time: SpamAssassin has no other, and a date far off costs points.
  const now = performance.timeOrigin + performance.now()
  mails = await exampleMails(now, { domain: 'verstak.example', selector: 'k1', key: privateKey })
})

describe('every example mail, in each language', () => {
  test('is there', () => {
    expect(mails.length).toBeGreaterThanOrEqual(98)
  })

  test('gets less than one point from SpamAssassin', () => {
    const points = spamPoints(mails.map(({ bytes }) => bytes))
    expect(points).toHaveLength(mails.length)
    const told = mails.map(({ name }, n) => ({ name, ...points[n] }))
    expect(told.filter((one) => !(Number(one.points) < 1))).toEqual([])
  })

  test('is signed so that Python’s verifier takes it, and only as it left', () => {
    const all = mails.map(({ bytes }) => bytes)
    expect(dkimVerdicts(all, record)).toEqual(all.map(() => true))
    const changed = (bytes: Buffer, edit: (text: string) => string) =>
      Buffer.from(edit(bytes.toString('latin1')), 'latin1')
    const worse = all
      .slice(0, 5)
      .flatMap((bytes) => [
        changed(bytes, (text) => `Subject: another\r\n${text}`),
        changed(bytes, (text) => `Reply-To: <thief@evil.example>\r\n${text}`),
        changed(bytes, (text) =>
          text
            .replace(/^List-Unsubscribe: <https:/m, 'List-Unsubscribe: <http:')
            .replace('Verstak', 'Vorstak'),
        ),
        changed(bytes, (text) => `${text}one more line\r\n`),
      ])
    expect(dkimVerdicts(worse, record)).toEqual(worse.map(() => false))
  })

  test('is far under 102 KB, where Gmail cuts', () => {
    const large = mails.filter(({ words }) => Buffer.byteLength(words.html) > 40_000)
    expect(large.map(({ name }) => name)).toEqual([])
    expect(mails.filter(({ bytes }) => bytes.length > 102_000)).toEqual([])
  })

  test('is read by Python as a text and an HTML part, with the subject that was meant and no defect', () => {
    const read = parsedMails(mails.map(({ bytes }) => bytes))
    for (const [n, { name, words, kind }] of mails.entries()) {
      const mail = read[n]
      expect(mail?.defects, name).toEqual([])
      expect(mail?.subject, name).toBe(words.subject)
      expect(mail?.from, name).toEqual([['Verstak Machines', expect.stringMatching(/@verstak\.example$/)]])
      expect(
        mail?.parts.map(([type]) => type),
        name,
      ).toEqual(['text/plain', 'text/html'])
      const [text = '', html = ''] = mail?.parts.map(([, content]) => content) ?? []
      expect(text.trim().length, name).toBeGreaterThan(80)
      expect(html.replaceAll('\r\n', '\n').trimEnd(), name).toBe(words.html.trimEnd())
      const oneClick = mail?.headers.filter((header) => header.startsWith('List-Unsubscribe')) ?? []
      expect(oneClick, name).toEqual(
        kind === 'marketing' ? ['List-Unsubscribe', 'List-Unsubscribe-Post'] : [],
      )
    }
  })
})
