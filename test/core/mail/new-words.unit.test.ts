import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newWords } from '../../../core/mail/incoming/new-words.ts'
import { cpuMs } from '../../harness/cpu-ms.ts'

const words = 'Call me on Thursday.'

test.each([
  ['Gmail', 'On Mon, Mar 2, 2026 at 9:00 AM Works <news@works.example> wrote:\n\n> Hi'],
  [
    'Gmail, broken over two lines',
    'On Mon, Mar 2, 2026 at 9:00 AM Works of the North and South\n<news@works.example> wrote:\n> Hi',
  ],
  ['Gmail in Russian', 'пн, 2 мар. 2026 г. в 09:00, Works <news@works.example>:\n\n> Hi'],
  ['Mail.ru', 'Понедельник, 2 марта 2026, 9:00 +03:00 от Works <news@works.example>:\n \n>Hi'],
  ['Thunderbird in Russian', '02.03.2026 09:00, Works пишет:\n> Hi'],
  ['Thunderbird in German', 'Am 02.03.26 um 09:00 schrieb Works:\n> Hi'],
  ['Outlook', '-----Original Message-----\nFrom: Works <news@works.example>\nSent: Monday\n\nHi'],
  [
    'Outlook on the web',
    '________________________________\nFrom: Works <news@works.example>\nSent: Monday\n\nHi',
  ],
  ['Outlook in Russian', 'От: Works <news@works.example>\nОтправлено: 2 марта\nКому: Anna\n\nHi'],
  ['bare quotation', '> Hi\n> there\n\n'],
])('%s: what is quoted is left out', (_program, quoted) => {
  expect(newWords(`${words}\r\n\r\n${quoted.replaceAll('\n', '\r\n')}`, 4000)).toBe(words)
})

test('who answers below the quotation is given whole', () => {
  const text = 'On Monday Works wrote:\n> Hi\n\nCall me on Thursday.'
  expect(newWords(text, 4000)).toBe(text)
})

test('words that merely look like it stay', () => {
  const text = 'From: the bottom of my heart\nOn Thursday I wrote to you.\nYes'
  expect(newWords(text, 4000)).toBe(text)
})

test('whatever comes, it is no longer than asked, well formed and without NUL', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.integer({ min: 0, max: 50 }),
      (text, most) => {
        const found = newWords(text, most)
        expect(Array.from(found).length).toBeLessThanOrEqual(most)
        expect(found.isWellFormed()).toBe(true)
        expect(found.includes('\u0000')).toBe(false)
      },
    ),
  )
})

test('a long line of blanks takes no time', async () => {
  const took = await cpuMs(() => {
    newWords(`${' '.repeat(150_000)}x`, 10)
    newWords('On '.repeat(50_000), 10)
    newWords(`${'от <a@b> '.repeat(10_000)}`, 10)
    newWords('> \n'.repeat(50_000), 10)
  })
  expect(took).toBeLessThan(5_000)
})
