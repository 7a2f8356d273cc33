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
  ['Передайте Вере Ильиной, что пресс нужен', 'Передайте •••, что пресс нужен'],
  ['спросите веру', 'спросите •••'],
  ['ask for Vera, of Sibirskiy Press', 'ask for •••, of •••'],
  ['в «Сибирском прессе» нужен пресс', 'в «•••» нужен пресс'],
])('hides %j', (text, left) => {
  expect(scrub(text, known)).toBe(left)
})

it.each([
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
  expect(digitsOf(['ten', 'unit'])).toBe(2)
  expect(digitsOf(['unit', 'unit'])).toBe(2)
  expect(digitsOf(['hundred', 'ten', 'unit', 'ten', 'unit'])).toBe(5)
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
  ])
    expect(scrub(text, known).length).toBeLessThan(70_000)
})
