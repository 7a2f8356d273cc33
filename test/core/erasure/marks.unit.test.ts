import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksOf, mentions, withoutMentions, withoutWords } from '../../../core/erasure/marks.ts'

const marks = marksOf({
  words: ['anna.berg@mill.example', 'a1b2c3d4-0000-4000-8000-000000000000', '17'],
  names: ['Anna Berg', 'Ким'],
  phones: ['+79123456789'],
})

test.each([
  ['her address, in capitals', 'write to ANNA.BERG@mill.example please', true],
  ['her name', 'spoke with anna berg', true],
  ['her name, the family first', 'Berg Anna, the buyer', true],
  ['her number as she writes it', '8 (912) 345-67-89', true],
  ['her id', 'lead a1b2c3d4-0000-4000-8000-000000000000', true],
  ['a name too short to mean one person', 'Ким', false],
  ['an id too short to mean one person', '17', false],
  ['a colleague', 'boris@mill.example, Boris Berg', false],
])('%s', (_what, text, found) => {
  expect(mentions(text, marks)).toBe(found)
})

test('nothing is found by no marks', () => {
  expect(mentions('anything', marksOf({ words: [''], names: [' '], phones: [] }))).toBe(false)
})

test('what mentions her goes, however deep; all else stays as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const clean = withoutMentions(value, marks)
      expect(JSON.stringify(clean)).not.toContain('anna berg')
      if (!mentions(JSON.stringify(value), marks)) expect(clean).toEqual(value)
      const inside = { told: [value, { by: 'Anna Berg', 'anna berg': 1 }], n: 3 }
      expect(withoutMentions(inside, marks)).toEqual({ told: [clean, { by: null }], n: 3 })
    }),
  )
})

test('without words numbers, instants and what is kept by name stay', () => {
  const said = {
    enquiry: 'E1',
    days: 3,
    urgent: true,
    deadline: '2026-05-01',
    at: '2026-05-01T10:00:00Z',
    text: 'call me',
  }
  expect(withoutWords(said, ['enquiry'])).toEqual({
    enquiry: 'E1',
    days: 3,
    urgent: true,
    deadline: '2026-05-01',
    at: '2026-05-01T10:00:00Z',
  })
})
