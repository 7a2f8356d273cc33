import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COUNTRY_ZONES } from '../../../core/time/country-zones.ts'
import { RUSSIAN_AREAS, RUSSIAN_REGIONS } from '../../../core/time/russian-zones.ts'
import { isZone } from '../../../core/time/usable-zone.ts'
import { zoneOf } from '../../../core/time/zone.ts'

const of = (lead: Parameters<typeof zoneOf>[0]) => {
  const { zone, from } = zoneOf(lead, 'Europe/Sofia')
  return `${from}: ${zone}`
}

describe('the zone of a lead', () => {
  it('is what the profile says', () => {
    expect(of({ zone: 'Asia/Omsk', phone: '+4930123456', country: 'US' })).toBe('profile: Asia/Omsk')
  })
  it('is the phone’s where that place has one zone, also by a Russian area code', () => {
    expect(of({ phone: '+359888123456', country: 'RU' })).toBe('phone: Europe/Sofia')
    expect(of({ phone: '+7 343 123-45-67' })).toBe('phone: Asia/Yekaterinburg')
    expect(of({ phone: '+7 701 123 45 67' })).toBe('phone: Asia/Almaty')
  })
  it('is the region’s where a phone only says the country', () => {
    for (const region of ['Новосибирская область', 'новосибирская обл.', 'Novosibirsk Oblast', 'NOVOSIBIRSK'])
      expect(of({ phone: '+79161234567', region })).toBe('region: Asia/Novosibirsk')
    expect(of({ region: 'Республика Саха (Якутия)', country: 'RU' })).toBe('region: Asia/Yakutsk')
    expect(of({ region: 'Ханты-Мансийский автономный округ — Югра' })).toBe('region: Asia/Yekaterinburg')
    expect(of({ region: 'Amur', country: 'CN' })).toBe('country: Asia/Shanghai')
  })
  it('is that of the country, and last the default', () => {
    expect(of({ phone: '+79161234567' })).toBe('phone: Europe/Moscow')
    expect(of({ country: 'de' })).toBe('country: Europe/Berlin')
    expect(of({})).toBe('default: Europe/Sofia')
    expect(of({ zone: 'Mars/Olympus', phone: 'call me', region: '???', country: 'constructor' })).toBe(
      'default: Europe/Sofia',
    )
    expect(zoneOf({}, 'Nowhere/At_All')).toEqual({ zone: 'UTC', from: 'default', country: null })
  })
  it('is that of the company before the default: its region, else its country', () => {
    const company = { country: 'RU', fields: { region: 'Kaliningrad' } }
    expect(of({ company })).toBe('company: Europe/Kaliningrad')
    expect(of({ company: { country: 'NZ', fields: { region: 'Kaliningrad' } } })).toBe(
      'company: Pacific/Auckland',
    )
    expect(of({ company: { country: 'XX', fields: { region: 7 } } })).toBe('default: Europe/Sofia')
    expect(of({ country: 'DE', company })).toBe('country: Europe/Berlin')
    expect(of({ company: null })).toBe('default: Europe/Sofia')
  })
  it('comes with the country whose holidays are kept', () => {
    const country = (lead: Parameters<typeof zoneOf>[0]) => zoneOf(lead, 'UTC').country
    expect(country({ zone: 'Asia/Tokyo', country: 'DE', phone: '+79161234567' })).toBe('DE')
    expect(country({ zone: 'Asia/Tokyo', phone: '+79161234567' })).toBe('RU')
    expect(country({ region: 'Пермский край' })).toBe('RU')
    expect(country({ company: { country: 'BG' } })).toBe('BG')
    expect(country({ company: { fields: { region: 'Perm' } } })).toBe('RU')
    expect(country({ zone: 'Europe/Moscow' })).toBeNull()
  })
  it('is always one that the runtime knows, whatever is thrown at it', () => {
    const anything = fc.option(fc.string({ unit: 'binary', maxLength: 300 }))
    fc.assert(
      fc.property(
        fc.record({ zone: anything, phone: anything, region: anything, country: anything }),
        (lead) => {
          expect(isZone(zoneOf(lead, 'UTC').zone)).toBe(true)
        },
      ),
    )
  })
  it('has tables of zones that exist', () => {
    const all = [
      ...Object.values(COUNTRY_ZONES).flat(),
      ...Object.keys(RUSSIAN_REGIONS),
      ...Object.values(RUSSIAN_AREAS),
    ]
    expect(all.filter((zone) => !isZone(zone))).toEqual([])
  })
  it('has no region name twice', () => {
    const names = Object.values(RUSSIAN_REGIONS)
      .flat()
      .map((name) => name.toLowerCase())
    expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([])
  })
})
