import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, fraction, messageKey, sha256 } from '../../core/hash.ts'

test('sha256 is the well-known one', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('canonical JSON is JSON, and does not ask for the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse())
      expect(canonicalJson(turned)).toBe(canonicalJson(value))
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  expect(canonicalJson({ b: undefined, a: [undefined] })).toBe('{"a":[null]}')
})

test('a message has one key for each journey, step and visit, and no two can be mixed up', () => {
  const keys = [
    messageKey('J', 'a', 1),
    messageKey('J', 'a', 2),
    messageKey('J', 'a","', 1),
    messageKey('K', 'a', 1),
  ]
  expect(new Set(keys).size).toBe(4)
  expect(messageKey('J', 'a', 1)).toBe(keys[0])
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
})

test('a fraction lies from 0 up to 1', () => {
  fc.assert(fc.property(fc.string(), (text) => fraction(text) >= 0 && fraction(text) < 1))
})
