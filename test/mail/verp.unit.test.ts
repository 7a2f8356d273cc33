import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readVerp, signVerp } from '../../mail/verp.ts'

const id = fc
  .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: 32, maxLength: 32 })
  .map((all) => all.join(''))

test('a token gives back its mail, in any case of letters, with its secret only', () => {
  fc.assert(
    fc.property(id, (mail) => {
      const local = signVerp('one', mail)
      expect(local).toMatch(/^b-[a-z2-7]{52}$/)
      expect(readVerp('one', local)).toBe(mail)
      expect(readVerp('one', local.toUpperCase())).toBe(mail)
      expect(readVerp('one', local.slice(2))).toBe(mail)
      expect(readVerp('two', local)).toBeNull()
    }),
  )
})

test('a token cut short, made longer or with one letter changed is worth nothing', () => {
  fc.assert(
    fc.property(
      id,
      fc.integer({ min: 2, max: 53 }),
      fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz234567'.split('')),
      (mail, at, letter) => {
        const local = signVerp('one', mail)
        expect(readVerp('one', local.slice(0, at))).toBeNull()
        expect(readVerp('one', `${local}${letter}`)).toBeNull()
        const changed = `${local.slice(0, at)}${letter}${local.slice(at + 1)}`
        expect(readVerp('one', changed)).toBe(letter === local[at] ? mail : null)
      },
    ),
  )
})

test('whatever stands there, reading it never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => readVerp('one', text) === null),
  )
})

test('only the id of a mail is signed', () => {
  expect(() => signVerp('one', 'jo@example.org')).toThrow('32 hex digits')
})
