import { describe, expect, it } from 'vitest'
import { mapHeaders } from '../../cli/csv/headers.ts'
import { countryCode } from '../../cli/import/country.ts'
import { instantOf, judge } from '../../cli/import/ground.ts'
import { rowToLead } from '../../cli/import/row-to-lead.ts'

const lead = (headers: string, cells: string, system?: string) =>
  rowToLead(mapHeaders(headers.split('|')), cells.split('|'), system)

describe('a row', () => {
  it('becomes a lead with its company, fields and normalised keys', () => {
    const row = lead(
      'Почта|Фамилия|Имя|Страна|Компания|Телефон|Интерес',
      ' Ivan@ЗАВОД-пример.рф |Соколов|Иван|Россия|ООО «Завод»|8 (495) 123-45-67|Presses, saws',
    )
    expect(row).toMatchObject({
      lead: {
        email: 'ivan@xn----7sbgighl6aomld.xn--p1ai',
        name: 'Соколов Иван',
        country: 'RU',
        phone: '+74951234567',
        account: { name: 'ООО «Завод»' },
        fields: { interest: ['presses', 'saws'] },
      },
      notes: [],
    })
  })

  it('whose address is broken is refused with the reason', () => {
    expect(lead('email', 'two@@ats.example')).toMatchObject({ reason: expect.stringContaining('not valid') })
    expect(lead('email|name', '|Nobody')).toEqual({ reason: 'neither an email address nor a phone number' })
  })

  it('whose phone, zone or country is broken comes without it, and says so', () => {
    const row = lead('email|phone|zone|country', 'a@b.example|12|Mars/Base|Atlantis')
    expect(row).toMatchObject({
      lead: { email: 'a@b.example' },
      notes: [expect.any(String), expect.any(String), expect.any(String)],
    })
  })

  it('with a mailbox anybody can have gets no company', () => {
    expect(lead('email|company', 'a@gmail.com|Works')).not.toHaveProperty('lead.account')
  })

  it('keeps its id only where the system that gave it is named', () => {
    expect(lead('email|id', 'a@b.example|17')).not.toHaveProperty('lead.externalId')
    expect(lead('email|id', 'a@b.example|17', 'crm')).toMatchObject({
      lead: { externalId: { system: 'crm', id: '17' } },
    })
  })
})

describe('a country', () => {
  it.each([
    ['ru', 'RU'],
    ['Россия', 'RU'],
    ['РФ', 'RU'],
    ['Germany', 'DE'],
    ['Казахстан', 'KZ'],
    ['США', 'US'],
    ['Atlantis', null],
  ])('%s is %s', (text, code) => {
    expect(countryCode(text)).toBe(code)
  })
})

describe('the ground of an import', () => {
  const ground = { purpose: 'marketing' as const, text: 'yes please', source: 'fair 2026' }
  const row = {
    purpose: 'marketing',
    topic: null,
    given: true,
    at: '2026-03-01T00:00:00Z',
    source: 'fair 2026',
    text: 'yes please',
  }

  it('is recorded once', () => {
    expect(judge(ground, { consents: [] })).toBe('add')
    expect(judge(ground, { consents: [row] })).toBe('there')
  })

  it('never undoes what a person took back', () => {
    const no = { ...row, given: false, at: '2026-03-02T00:00:00Z', source: 'unsubscribe' }
    expect(judge({ ...ground, source: 'fair 2027' }, { consents: [row, no] })).toBe('said no')
    expect(judge(ground, { consents: [row, no] })).toBe('there')
  })

  it('may carry its own date, also as Russian tables write it', () => {
    expect(instantOf('3.2.2026')).toBe('2026-02-03T00:00:00.000Z')
    expect(instantOf('2026-02-03T10:00:00+03:00')).toBe('2026-02-03T07:00:00.000Z')
    expect(instantOf('soon')).toBeNull()
  })
})
