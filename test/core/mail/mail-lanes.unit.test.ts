import { describe, expect, it } from 'vitest'
import { isReserved, laneOfDomain, laneOfMx, lanesOf } from '../../../core/mail/mail-lanes.ts'

describe('the lane of a mail', () => {
  it.each([
    ['gmail.com', 'google'],
    ['hotmail.com', 'microsoft'],
    ['bk.ru', 'mailru'],
    ['ya.ru', 'yandex'],
    ['aol.com', 'yahoo'],
    ['icloud.com', 'apple'],
    ['works.example', null],
  ])('is known of %s without asking anybody: %s', (domain, lane) => {
    expect(laneOfDomain(domain)).toBe(lane)
  })

  it.each([
    [['aspmx.l.google.com', 'alt1.aspmx.l.google.com', 'alt2.aspmx.l.google.com'], 'google'],
    [['ASPMX2.GOOGLEMAIL.COM.'], 'google'],
    [['works-example.mail.protection.outlook.com'], 'microsoft'],
    [['works-example.p-v1.mx.microsoft'], 'microsoft'],
    [['emx.mail.ru'], 'mailru'],
    [['mx.yandex.net'], 'yandex'],
    [['mta5.am0.yahoodns.net'], 'yahoo'],
    [['mx01.mail.icloud.com'], 'apple'],
    [['mx.works.example'], 'default'],
    [[], 'default'],
    [['mail.notgoogle.com'], 'default'],
  ])('is that of the provider behind %j: %s', (mx, lane) => {
    expect(laneOfMx(mx, 'works.example')).toBe(lane)
  })

  it('is that of most hosts; of equally many, of the preferred one', () => {
    expect(laneOfMx(['mx.works.example', 'aspmx.l.google.com', 'alt1.aspmx.l.google.com'], 'w.example')).toBe(
      'google',
    )
    expect(laneOfMx(['mx.yandex.net', 'aspmx.l.google.com'], 'w.example')).toBe('yandex')
  })

  it('may be one of marketing’s own, which is asked first', () => {
    const lanes = lanesOf({
      lanes: {
        gateway: { mx: ['pphosted.com'], domains: ['gmail.com'], perSecond: 2 },
        google: { perSecond: 5 },
      },
    })
    expect(lanes.gateway).toMatchObject({ perSecond: 2, connections: 5 })
    expect(lanes.google).toMatchObject({
      perSecond: 5,
      connections: 10,
      domains: ['gmail.com', 'googlemail.com'],
    })
    expect(laneOfMx(['mx0a-001.pphosted.com'], 'w.example', lanes)).toBe('gateway')
    expect(laneOfDomain('gmail.com', lanes)).toBe('gateway')
  })

  it.each(['works.example', 'a.test', 'printer.local', 'x.invalid', 'mail.example.com', 'host'])(
    'of %s is never asked about in the DNS',
    (domain) => {
      expect(isReserved(domain)).toBe(true)
    },
  )
  it('of a real name is', () => {
    expect(['works.de', 'example.de', 'myexample.com'].map(isReserved)).toEqual([false, false, false])
  })
})
