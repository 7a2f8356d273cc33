const CODES = (
  'AD AE AF AG AL AM AR AT AU AZ BA BD BE BG BH BO BR BY CA CH CL CN CO CR CU CY CZ DE DK DO DZ EC EE EG ES ET FI FR GB GE ' +
  'GH GR HK HR HU ID IE IL IN IQ IR IS IT JO JP KE KG KR KW KZ LB LI LK LT LU LV MA MC MD ME MK MN MT MX MY NG NL NO NZ OM ' +
  'PA PE PH PK PL PT PY QA RO RS RU SA SE SG SI SK SM TH TJ TM TN TR TW UA US UY UZ VE VN ZA'
).split(' ')

const plain = (text: string) =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[.\s]+/g, ' ')
    .trim()

const names = new Map<string, string>([
  ['рф', 'RU'],
  ['российская федерация', 'RU'],
  ['англия', 'GB'],
  ['uk', 'GB'],
  ['england', 'GB'],
  ['usa', 'US'],
  ['сша', 'US'],
])
for (const lang of ['en', 'ru']) {
  const display = new Intl.DisplayNames([lang], { type: 'region' })
  for (const code of CODES) names.set(plain(display.of(code) ?? code), code)
}

/** The two-letter code of a country given as code or name, in English or Russian; null for what nobody knows. */
export function countryCode(text: string): string | null {
  const upper = text.trim().toUpperCase()
  return CODES.includes(upper) ? upper : (names.get(plain(text)) ?? null)
}
