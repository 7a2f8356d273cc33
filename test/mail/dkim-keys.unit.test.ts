import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyFile, keyRing } from '../../mail/dkim/keys.ts'
import { keyFor, signingDomain, signingKey, UnsignedSender } from '../../mail/dkim/signing.ts'
import { afterwards } from '../harness/afterwards.ts'

const rsa = (modulusLength = 2048) => generateKeyPairSync('rsa', { modulusLength }).privateKey
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' })
const [first, second] = [rsa(), rsa()]

function folder(keys: Record<string, string | Buffer> = {}): string {
  const made = mkdtempSync(join(tmpdir(), 'kindling-dkim-'))
  afterwards(async () => rmSync(made, { recursive: true, force: true }))
  mkdirSync(join(made, 'dkim'))
  for (const [name, text] of Object.entries(keys)) writeFileSync(join(made, 'dkim', `${name}.pem`), text)
  return made
}

const sender = (address: string, selectors: string[], domain?: string) => ({
  address,
  dkim: { selectors, ...(domain && { domain }) },
})

test('the newest key that is there signs; one that is named before it comes does no harm', () => {
  const dir = folder({ 'works.example.k1': pem(first) })
  const ring = keyRing(dir)
  const find = () => ring.find('works.example', ['k2', 'k1'])
  expect(find()?.selector).toBe('k1')
  writeFileSync(keyFile(dir, 'works.example', 'k2'), pem(second))
  expect(find()).toMatchObject({ selector: 'k2', domain: 'works.example' })
  expect(find()?.key.equals(second)).toBe(true)
  rmSync(keyFile(dir, 'works.example', 'k2'))
  expect(find()?.selector).toBe('k1')
})

test('a file that changes counts from then on', () => {
  const dir = folder({ 'works.example.k1': pem(first) })
  const ring = keyRing(dir)
  expect(ring.find('works.example', ['k1'])?.key.equals(first)).toBe(true)
  const file = keyFile(dir, 'works.example', 'k1')
  writeFileSync(file, pem(second))
  utimesSync(file, 1, 1)
  expect(ring.find('works.example', ['k1'])?.key.equals(second)).toBe(true)
})

test('a key of the environment goes before a file', () => {
  const der = second.export({ type: 'pkcs8', format: 'der' }).toString('base64')
  const ring = keyRing(
    folder({ 'works.example.k1': pem(first) }),
    `other.example.k1=${der}, works.example.k1=${der}`,
  )
  expect(ring.find('works.example', ['k1'])?.key.equals(second)).toBe(true)
  expect(ring.find('other.example', ['k1'])?.key.equals(second)).toBe(true)
})

test('what is no good key is faulty, is said why, and does not sign', () => {
  const ed = generateKeyPairSync('ed25519').privateKey
  const dir = folder({
    'works.example.short': pem(rsa(1024)),
    'works.example.ed': pem(ed),
    'works.example.text': 'hello',
  })
  const ring = keyRing(dir, 'works.example.env=AAAA')
  const why = (selector: string) => ring.held('works.example', selector)
  expect(why('short')).toEqual({ is: 'faulty', why: 'it has 1024 bits, and must have 2048' })
  expect(why('ed')).toEqual({ is: 'faulty', why: 'it is no RSA key' })
  expect(why('text')).toEqual({ is: 'faulty', why: 'it is no private key' })
  expect(why('env')).toEqual({ is: 'faulty', why: 'it is no private key' })
  expect(ring.find('works.example', ['short', 'ed', 'text', 'env', 'nothing'])).toBeNull()
})

test('names cannot lead out of the folder', () => {
  const dir = folder()
  writeFileSync(join(dir, 'stray.example.k1.pem'), pem(first))
  const ring = keyRing(dir)
  expect(ring.held('../stray.example', 'k1')).toEqual({ is: 'missing' })
  expect(ring.held('stray.example', '../k1')).toEqual({ is: 'missing' })
  expect(ring.held('works.example', 'k1;\r\nx')).toEqual({ is: 'missing' })
})

test('a sender is signed by its own domain or one of its organisation, never by a stranger', () => {
  const ring = keyRing(
    folder({
      'works.example.k1': pem(first),
      'xn--80aegj1b.xn--p1ai.k1': pem(first),
      'other.example.k1': pem(first),
    }),
  )
  expect(signingKey(ring, sender('news@Works.example', ['k1']))?.domain).toBe('works.example')
  expect(signingKey(ring, sender('news@mail.works.example', ['k1'], 'works.example'))?.domain).toBe(
    'works.example',
  )
  expect(signingKey(ring, sender('news@завод.рф', ['k1']))?.domain).toBe('xn--80aegj1b.xn--p1ai')
  expect(signingKey(ring, sender('news@works.example', ['k1'], 'other.example'))).toBeNull()
  expect(signingKey(ring, { address: 'news@works.example' })).toBeNull()
  expect(signingDomain({ address: 'news@завод.рф' })).toBe('xn--80aegj1b.xn--p1ai')
})

test('unsigned marketing mail is refused where the setting says so; service mail never', () => {
  const keys = keyRing(folder({ 'works.example.k1': pem(first) }))
  const bare = { address: 'news@works.example' }
  const signs = sender('news@works.example', ['k1'])
  expect(() => keyFor({ keys, unsigned: 'refuse' }, bare, 'marketing')).toThrow(UnsignedSender)
  expect(keyFor({ keys, unsigned: 'refuse' }, bare, 'service')).toBeNull()
  expect(keyFor({ keys, unsigned: 'allow' }, bare, 'marketing')).toBeNull()
  expect(keyFor({ keys, unsigned: 'refuse' }, signs, 'marketing')?.selector).toBe('k1')
  expect(keyFor(undefined, signs, 'marketing')).toBeNull()
})
