import fc from 'fast-check'
import { expect, it } from 'vitest'
import { digitsOf } from '../../../core/sales/number-words.ts'
import { HIDDEN, scrub } from '../../../core/sales/scrub.ts'

const known = { people: ['Вера Ильина'], companies: ['ООО «Сибирский пресс»', 'sibpress'] }

it.each([
  ['Звоните +7 (916) 123-45-67, добавочный 12', 'Звоните •••'],
  [
    'позвоните мне на восемь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь',
    'позвоните мне на •••',
  ],
  ['call me: oh seven seven double two one two three four five six', 'call me: •••'],
  ['мой номер 8 девятьсот шестнадцать 123 сорок пять 67.', 'мой номер •••.'],
  ['тел. 2-34-56', 'тел. •••'],
  ['8 9l6 l23 45 67', '•••'],
  ['8 (9O1) 123-45-67', '•••'],
  ['٠٧٧١٢٣٤٥٦٧٨', '•••'],
  ['07\u200b7\u200b1\u200b2345678', '•••'],
  ['vera.ilina@sibpress.ru', '•••'],
  ['vera (at) sibpress (dot) ru', '•••'],
  ['вера собака сибпресс точка ру', '•••'],
  ['see https://sibpress.ru/contacts?x=1 or sibpress.ru/about', 'see ••• or •••'],
  ['пишите в телеграм: vera_press', 'пишите в телеграм: •••'],
  ['Telegram nina_press, or skype nina77', 'Telegram •••, or skype •••'],
  ['телеграм nina.press', 'телеграм •••'],
  ['my telegram is @vera_press', 'my telegram is •••'],
  ['Новосибирск, ул. Ленина, д. 5, кв. 3', 'Новосибирск, •••'],
  ['our works at 12 High Street, M1 1AE', 'our works at •••, •••'],
  ['tel: 07 7OO 9OO 123', 'tel: •••'],
  ['call oh double seven\n12 345\n678', 'call •••'],
  ['восемь девятьсот шестнадцать\nсто двадцать три\nсорок пять шестьдесят семь', '•••'],
  ['+7.916.123.45.67', '•••'],
  ['vera (at) works dot com', '•••'],
  ['vera {at} works {dot} com', '•••'],
  ['почта vera.ilina на яндексе', 'почта •••'],
  ['t.me/nina, wa.me/447700900123, vk.com/id12345', '••• ••• •••'],
  ['see works.co.uk/contact or завод-прессов.рф/контакты', 'see ••• or •••'],
  ['LinkedIn: nina-works', 'LinkedIn: •••'],
  ['Передайте Вере Ильиной, что пресс нужен', 'Передайте •••, что пресс нужен'],
  ['спросите веру', 'спросите •••'],
  ['ask for Vera, of Sibirskiy Press', 'ask for •••, of •••'],
  ['в «Сибирском прессе» нужен пресс', 'в «•••» нужен пресс'],
])('hides %j', (text, left) => {
  expect(scrub(text, known)).toBe(left)
})

it.each([
  ['12 Cheapside, London EC2V 6DT', '•••, London •••'],
  ['12 cheapside, london ec2v 6dt', '•••, london •••'],
  ['10 The Strand London WC2R 0EU', '••• •••'],
  ['Unit 4, Harrow Works, 7 Long Acre', '•••'],
  ['The Old Mill, 3 Bankside, Manchester M1 2AB', '•••, •••, Manchester •••'],
  ['deliver to 7 Long Acre, please', 'deliver to •••, please'],
  ['come to 45 Piccadilly, Leeds', 'come to •••, Leeds'],
  ['our works are at 221B Baker St, London NW1 6XE', 'our works are at •••, London •••'],
  ['PO Box 123, Leeds; а/я 45', '•••, Leeds; •••'],
  ['г. Екатеринбург, Малышева 51', 'г. Екатеринбург, •••'],
  ['мы в Екатеринбурге, Малышева, 51, офис 12', 'мы в Екатеринбурге, •••, •••'],
  ['620014 Екатеринбург', '••• Екатеринбург'],
  ['Industriestraße 5, 70565 Stuttgart', '••• Stuttgart'],
])('hides where it is: %j', (text, left) => {
  expect(scrub(text)).toBe(left)
})

it('hides a house in the lead’s own town, however small', () => {
  const towns = ['Nether Wallop', 'Кукуево']
  const text = '3 Farley Bottom, Nether Wallop. Кукуево, Заречная 7'
  expect(scrub(text, { people: [], companies: [], towns })).toBe('•••, Nether Wallop. Кукуево, •••')
})

it.each([
  ['ИНН/КПП 7707083893/770701001, ОГРН 1027700132195', 'ИНН/КПП •••, ОГРН •••'],
  ['VAT no. GB 123 4567 89', 'VAT no. •••'],
  ['we are DE123456789', 'we are •••'],
  ['Company No. SC123456', 'Company No. •••'],
  ['registered in England no. 12345678', 'registered in England no. •••'],
  ['EORI GB123456789000, DUNS 12-345-6789', 'EORI •••, DUNS •••'],
  ['pay to GB82 WEST 1234 5698 7654 32', 'pay to •••'],
  ['IBAN DE89370400440532013000, SWIFT BARCGB22', 'IBAN •••, SWIFT •••'],
  ['р/с 40702810900000012345, БИК 044525225', 'р/с •••, БИК •••'],
])('hides what registers and banks know it by: %j', (text, left) => {
  expect(scrub(text)).toBe(left)
})

it.each([
  ['Ждём. С уважением, Олег Белов', 'Ждём. С уважением, •••'],
  ['Ждём. С уважением,\nОлег Белов\nглавный инженер\nРомашка', 'Ждём. С уважением,\n•••'],
  ['Best regards,\nJohn Smith\nThames Steel', 'Best regards,\n•••'],
  ['Regards, J. Smith', 'Regards, •••'],
  ['Спасибо, Олег', 'Спасибо, •••'],
  ['Thanks, Tom', 'Thanks, •••'],
  ['меня зовут Олег Белов, нужен пресс', 'меня зовут •••, нужен пресс'],
  ['Contact: John Smith. A press, please', 'Contact: •••. A press, please'],
  ['ask for Mr Smith', 'ask for Mr •••'],
  ['Контактное лицо: Белов О.И.', 'Контактное лицо: •••'],
  ['спросить Ивана Петровича', 'спросить •••'],
  ['Олег Белов, главный инженер', '•••, главный инженер'],
  ['для ООО «Ромашка» и ЗАО Металлист', 'для ••• и •••'],
  ['Acme Widgets Ltd needs a press', '••• needs a press'],
  ['we are Smith & Sons Limited', 'we are •••'],
])('hides who writes, whoever that is: %j', (text, left) => {
  expect(scrub(text)).toBe(left)
})

it.each([
  '12 Presses, 400 Parts, 5 Axis Mill, Type 3 Die Sets',
  'order 4 Presses, Manchester, in 12 Weeks',
  'We run 3 Shifts in Leeds, 2 Bosch Rexroth Valves, Leeds',
  'Plant has 3 Haas Mills, Sheffield',
  'DN50 PN16 PN25 DN80, RAL 7035, IP54, DE 1500 x 3000',
  'Material: S355J2+N, EN 10025-2, AISI 304, 400 V 50 Hz',
  'Thanks. We need 3 presses',
  'tin 1000 kg, inside diameter 20 mm',
  'Основной цех в Перми, Пресс 100 тонн',
  'доставка в Москву 12 мая, Омск, Срок 2 месяца',
  'станок 3 оси, Екатеринбург; нужны 2 пилы, Казань',
  'речь о 5 станках и 3 прессах',
  'нагрузка 16 кН, ход 300 мм, сталь 40Х, твёрдость 45 HRC',
  'Нужен пресс 100 тонн, срок поставки до 15.03.2027, оплата в два этапа',
  'A press of 250 t by 2027-03-15 10:00, three shifts, 380 V',
  'бюджет 1 500 000 руб. на два станка',
  'the budget is £120,000 for one line',
  'ГОСТ 10180-2012, сталь 09Г2С, 12 мм, т.е. обычная',
  'write by telegram or viber, as it suits you',
  'два или три станка, один пресс, пять лет гарантии',
])('leaves alone %j', (text) => {
  expect(scrub(text)).toBe(text)
})

it('counts what words dial', () => {
  expect(digitsOf(['hundred', 'teen'])).toBe(3)
  expect(digitsOf(['ten', 'unit'])).toBe(3)
  expect(digitsOf(['unit', 'unit'])).toBe(2)
  expect(digitsOf(['hundred', 'teen', 'unit'])).toBe(4)
  expect(digitsOf(['hundred', 'ten', 'unit', 'ten', 'unit'])).toBe(7)
})

const RU = 'ноль один два три четыре пять шесть семь восемь девять'.split(' ')
const EN = 'zero one two three four five six seven eight nine'.split(' ')
const RU_TENS = ',,двадцать,тридцать,сорок,пятьдесят,шестьдесят,семьдесят,восемьдесят,девяносто'.split(',')

/** A number as somebody may write it: each piece in digits or words, with something between. */
const written = fc
  .record({
    pairs: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 4, maxLength: 6 }),
    how: fc.array(fc.constantFrom('digits', 'ru', 'en', 'ru pair'), { minLength: 6, maxLength: 6 }),
    gap: fc.array(fc.constantFrom(' ', '-', ' - ', '.', ') ', ', ', '/', '–'), {
      minLength: 6,
      maxLength: 6,
    }),
    plus: fc.constantFrom('', '+7 ', '8-', 'плюс семь ', 'plus seven '),
  })
  .map(({ pairs, how, gap, plus }) => {
    const pieces = pairs.map((pair, n) => {
      const [a, b] = [Math.floor(pair / 10), pair % 10]
      if (how[n] === 'digits') return `${a}${b}`
      if (how[n] === 'ru pair' && a > 1) return b === 0 ? (RU_TENS[a] ?? '') : `${RU_TENS[a]} ${RU[b]}`
      const words = how[n] === 'en' ? EN : RU
      return `${words[a]} ${words[b]}`
    })
    return plus + pieces.map((piece, n) => (n === 0 ? piece : `${gap[n]}${piece}`)).join('')
  })

it('leaves no digit and no number word of any phone number, however it is written', () => {
  fc.assert(
    fc.property(
      written,
      fc.constantFrom('', 'звоните ', 'Прошу расчёт. '),
      fc.constantFrom('', ' жду', '!'),
      (phone, before, after) => {
        const left = scrub(before + phone + after)
        expect(left).not.toMatch(/\d/)
        for (const word of [...RU, ...EN, ...RU_TENS.slice(2)]) expect(left.toLowerCase()).not.toContain(word)
        expect(left).toContain(HIDDEN)
      },
    ),
    { numRuns: 2000 },
  )
})

it('leaves no address of mail in any text', () => {
  const local = fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}[a-z0-9]$/)
  fc.assert(
    fc.property(
      local,
      fc.constantFrom('zavod.ru', 'works.co.uk', 'завод.рф', 'x-y.example'),
      fc.string(),
      (name, domain, rest) => {
        const left = scrub(`${rest} ${name}@${domain} ${rest}`)
        expect(left).not.toContain(`${name}@${domain}`)
        expect(left).not.toContain(`@${domain}`)
      },
    ),
  )
})

const HOUSES = fc
  .tuple(
    fc.integer({ min: 1, max: 999 }),
    fc.constantFrom('', 'A', '-7', '/2'),
    fc.constantFrom('Cheapside', 'Long Acre', 'Bankside', 'The Shambles', 'St Giles', "Pudding-Lane's End"),
    fc.constantFrom(', ', ' '),
    fc.constantFrom('Leeds ', 'London, ', ''),
    fc.constantFrom('EC2V 6DT', 'M1 2AB', 'SW1A1AA'),
  )
  .map(([n, more, street, comma, town, code]) => ({
    street,
    text: `${n}${more} ${street}${comma}${town}${code}`,
  }))

it('leaves no house, street and postcode of any British address', () => {
  fc.assert(
    fc.property(HOUSES, fc.constantFrom('', 'We are at ', 'Нужен пресс. '), ({ street, text }, before) => {
      const left = scrub(before + text)
      expect(left).not.toContain(street)
      expect(left).not.toMatch(/\d/)
      expect(left).toContain(before.trim())
    }),
  )
})

it('leaves no account of any bank', () => {
  const account = fc.stringMatching(/^[A-Z]{4}\d{14}$/).map((rest) => {
    const of = (check: string) =>
      `${rest}GB${check}`
        .split('')
        .map((sign) => Number.parseInt(sign, 36))
        .join('')
    const check = String(98n - (BigInt(of('00')) % 97n)).padStart(2, '0')
    return `GB${check}${rest}`
  })
  fc.assert(
    fc.property(account, fc.boolean(), (iban, spaced) => {
      const written = spaced ? iban.replaceAll(/(.{4})(?=.)/g, '$1 ') : iban
      expect(scrub(`pay ${written} please`)).toBe('pay ••• please')
    }),
  )
})

it('takes any text, and a second time changes nothing more that matters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      expect(typeof scrub(text, known)).toBe('string')
    }),
  )
  expect(scrub('')).toBe('')
})

it('is quick on long texts made to be slow', () => {
  for (const text of [
    'a.'.repeat(20_000),
    '1 '.repeat(20_000),
    'ул. А '.repeat(8_000),
    '@'.repeat(30_000),
    'один '.repeat(10_000),
    'Aa'.repeat(20_000),
    '12 Aa, '.repeat(6000),
    'Regards,\n'.repeat(4000),
    'GB12 '.repeat(8000),
    'инн 1 '.repeat(7000),
  ])
    expect(scrub(text, known).length).toBeLessThan(70_000)
})
