import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalDomain, publicDomain } from '../../../core/identity/domain.ts'
import { normalEmail } from '../../../core/identity/email.ts'
import { normalPhone } from '../../../core/identity/phone.ts'

const email = (text: string) => {
  const found = normalEmail(text)
  return found.ok ? found.email : null
}

describe('an address', () => {
  it('has one form, however it was typed', () => {
    expect(email('  Anna.Petrova+News@Example.COM\t')).toBe('anna.petrova+news@example.com')
    expect(email('ivan@Почта.РФ')).toBe('ivan@xn--80a1acny.xn--p1ai')
    expect(email('ivan@xn--80a1acny.xn--p1ai')).toBe('ivan@xn--80a1acny.xn--p1ai')
    expect(email('i@cafe\u0301.example')).toBe(email('i@caf\u00e9.example'))
  })
  it('is refused where it could open a second header', () => {
    for (const bad of [
      'a@b.ru\r\nBcc: x@y.ru',
      'a@b.ru\n',
      'a\0@b.ru',
      'a@b\u2028.ru',
      'a@b.ru\u2029',
      '\u0085a@b.ru',
      'a@b.ru,c@d.ru',
      'a@b.ru;c@d.ru',
      'A <a@b.ru>',
    ])
      expect(email(bad), JSON.stringify(bad)).toBeNull()
  })
  it('is refused where no server takes it as it stands', () => {
    for (const bad of [
      '',
      '@',
      'a',
      'a@',
      '@b.ru',
      'a@b',
      'a..b@c.ru',
      '.a@c.ru',
      'a.@c.ru',
      '"a b"@c.ru',
      'иван@почта.рф',
      'a@-b.ru',
      'a@b-.ru',
      'a@b..ru',
      'a@.ru',
      'a@b.ru.',
      'a@b_c.ru',
      'a@1.2.3.4',
      'a@[1.2.3.4]',
      'a@0x7f.1',
      'a@b.ru/x',
      'a@b.ru:25',
      'a@b@c d.ru',
      'a%40b.ru',
    ])
      expect(email(bad), bad).toBeNull()
  })
  it('keeps to 64 and 254 octets', () => {
    expect(email(`${'a'.repeat(64)}@b.ru`)).not.toBeNull()
    expect(email(`${'a'.repeat(65)}@b.ru`)).toBeNull()
    const long = Array.from({ length: 3 }, () => 'b'.repeat(60)).join('.')
    expect(email(`${'a'.repeat(64)}@${long}.ru`)).not.toBeNull()
    expect(email(`${'a'.repeat(64)}@${long}.bbbbb.ru`)).toBeNull()
    expect(email(`${'a'.repeat(5_000_000)}@b.ru`)).toBeNull()
  })
  it('never stands in the reason for its refusal', () => {
    const refused = normalEmail('иван.секретный@почта.рф')
    expect(refused.ok ? '' : refused.reason).not.toContain('секрет')
  })
  it('is plain ASCII once accepted, and stays as it is when asked again', () => {
    const typed = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.tuple(fc.string({ maxLength: 8 }), fc.domain()).map(([local, domain]) => `${local}@${domain}`),
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `a@${text}.рф`),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const once = email(text)
        if (once === null) return
        expect(once).toMatch(/^[\x21-\x3f\x41-\x7e]+@[a-z0-9.-]+$/)
        expect(once.length).toBeLessThanOrEqual(254)
        expect(email(once)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a domain', () => {
  it('is a set of A-labels of the public net', () => {
    expect(normalDomain('Завод.РФ')).toBe('xn--80aegj1b.xn--p1ai')
    for (const bad of [
      'localhost',
      '127.0.0.1',
      '2130706433',
      'a b.ru',
      'a.ru/x',
      'user@a.ru',
      'a.ru:80',
      '%61.ru',
      '[::1]',
      'a.1',
    ])
      expect(normalDomain(bad), bad).toBeNull()
  })
  it('is public where anybody can have a mailbox', () => {
    for (const domain of [
      'gmail.com',
      'MAIL.RU',
      'yandex.ru',
      'outlook.com',
      'abv.bg',
      'почта.рф',
      'msk.mail.ru',
      'web.de',
    ])
      expect(publicDomain(domain), domain).toBe(true)
    for (const domain of ['verstak.example', 'mail.ru.example.com', 'zavod.com.ru', '', 'constructor'])
      expect(publicDomain(domain), domain).toBe(false)
  })
})

describe('a phone', () => {
  it('is E.164 without the extension', () => {
    expect(normalPhone('+7 (916) 123-45-67 доб. 12')).toBe('+79161234567')
    expect(normalPhone('+7 495 123 45 67, вн. 301')).toBe('+74951234567')
    expect(normalPhone('+49 30 123456 ext. 5')).toBe('+4930123456')
    expect(normalPhone('+49 30 123456 x12')).toBe('+4930123456')
    expect(normalPhone('+359 888 123 456 (доб. 7)')).toBe('+359888123456')
  })
  it('needs a country where it carries none', () => {
    expect(normalPhone('8 916 123-45-67', 'RU')).toBe('+79161234567')
    expect(normalPhone('0888 123 456', 'bg')).toBe('+359888123456')
    expect(normalPhone('8 916 123-45-67')).toBeNull()
    expect(normalPhone('8 916 123-45-67', 'Nowhere')).toBeNull()
  })
  it('is none where it cannot be dialled', () => {
    for (const bad of [
      '',
      'call me',
      '112',
      '+7',
      '+7 916',
      '1'.repeat(5_000),
      '+999 123 456 789',
      '__proto__',
    ])
      expect(normalPhone(bad, 'RU'), bad.slice(0, 20)).toBeNull()
  })
  it('stays as it is when asked again', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789+() -доб.x#'.split('')), maxLength: 24 }),
        fc.constantFrom('RU', 'DE', undefined),
        (text, country) => {
          const once = normalPhone(text, country)
          if (once === null) return
          expect(once).toMatch(/^\+[1-9]\d{3,16}$/)
          expect(normalPhone(once)).toBe(once)
        },
      ),
      { numRuns: 300 },
    )
  })
})
