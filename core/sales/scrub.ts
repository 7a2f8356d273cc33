import { parse } from 'tldts'
import { scrubName } from './scrub-names.ts'
import { scrubPhones } from './scrub-phones.ts'

/** What stands where something was hidden. */
export const HIDDEN = '•••'

/** What never reaches a dealer before the contacts open, besides what looks like contact data. */
export interface Known {
  /** The lead's name, and its colleagues'. */
  people: readonly string[]
  /** Its company's name, and what stands before the dot of its domain. */
  companies: readonly string[]
}

// Signs that are read as others, and signs that nobody sees: they would part a number or an address.
const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/gu

const LOOKALIKE: [RegExp, string][] = [
  [/(?<=\d[\s-]?)[OoОо](?=[\s-]?\d|\b)|(?<![\p{L}])[OoОо](?=[\s-]?\d)/gu, '0'],
  [/(?<=\d[\s-]?)[lI|](?=[\s-]?\d)/gu, '1'],
  [/(?<=\d[\s-]?)[З](?=[\s-]?\d)/gu, '3'],
]

/** Digits of any script as 0–9. */
const asciiDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    if (code < 128) return digit
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--
    return String(code - zero)
  })

const AT = String.raw`\s*(?:@|\(\s*(?:at|собака|эт)\s*\)|\[\s*(?:at|собака|эт)\s*\]|\s(?:at|собака)\s)\s*`
const DOT = String.raw`\s*(?:\.|\(\s*(?:dot|точка)\s*\)|\[\s*(?:dot|точка)\s*\]|\s(?:dot|точка)\s)\s*`
const EMAIL = new RegExp(
  String.raw`(?<![\p{L}\p{N}._%+'•-])[\p{L}\p{N}._%+'•-]{1,64}${AT}[\p{L}\p{N}•-]{1,63}(?:${DOT}[\p{L}\p{N}•-]{1,63}){0,4}${DOT}\p{L}{2,}`,
  'giu',
)
const URL_LIKE = /(?:https?|ftp):\/\/\S+|\bwww\.\S+/giu
const SPOKEN_DOMAIN =
  /[\p{L}\p{N}-]+(?:\s*[([]\s*(?:dot|точка)\s*[)\]]\s*|\s+(?:dot|точка)\s+)(?:com|net|org|info|biz|ru|рф|su|by|kz|uk|co|bg|de|eu|io|me|ком|ру|орг|нет)(?![\p{L}])/giu
const DOMAIN_LIKE = /(?<![\p{L}\p{N}@.•-])(?:[\p{L}\p{N}•-]{1,63}\.){1,6}\p{L}{2,24}(?:[/:?#]\S*)?/gu
const HANDLE = /(?<![\p{L}\p{N}])@\s?[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu
const MESSENGER =
  /((?<![\p{L}])(?:telegram|телеграмм?|телега|тг|tg|skype|скайп|whats\s?app|ватсап|вотсап|viber|вайбер|signal|wechat|insta(?:gram)?|инстаграм|vk|вк|linkedin|zoom|ник|nickname|nick)(?![\p{L}]))(\s*[:=–—-]\s*|\s+(?:(?:is|my|ник|логин|login|id)\s*[:=]?\s*)+)([\p{L}\p{N}_][\p{L}\p{N}_./-]+)/giu
// Without a sign between: only what no word looks like, a name with a line, a digit or a dot in it.
const MESSENGER_NAME =
  /((?<![\p{L}])(?:telegram|телеграмм?|телега|тг|tg|skype|скайп|whats\s?app|ватсап|вотсап|viber|вайбер|signal|wechat|insta(?:gram)?|инстаграм|vk|вк|linkedin|ник|nickname)(?![\p{L}])\s+)([a-z][a-z0-9]*(?:[_.][a-z0-9]+|\d)[\w.]*)/giu

const STREET_RU =
  /(?<![\p{L}])(?:ул\.?|улиц[аеыу]|пр-т|просп\.?|проспект[аеу]?|пер\.?|переул(?:ок|ке|ка)|шоссе|ш\.|наб\.?|набережн(?:ая|ой)|б-р|бульвар[аеу]?|бул\.?|пл\.?|площад[ьи]|мкр\.?|микрорайон[аеу]?|проезд[аеу]?|тупик[аеу]?)\s*[«"]?\p{Lu}[\p{L}.-]*(?:\s+\p{Lu}?[\p{L}.-]+){0,2}[»"]?(?:\s*,?\s*(?:д\.?|дом|№|стр\.?|строение|корп\.?|корпус|к\.|вл\.?|владение)?\s*\d+[\p{L}]?(?:[/-]\d+)?)?(?:\s*,?\s*(?:корп\.?|корпус|к\.|стр\.?|строение|оф\.?|офис|кв\.?|квартира|этаж|пом\.?|помещение)\s*\d+[\p{L}]?)*/gu
const HOUSE_RU =
  /(?<![\p{L}])(?:д\.|дом|корп\.|корпус|стр\.|строение|оф\.|офис|кв\.|квартира|пом\.|помещение)\s*№?\s*\d+[\p{L}]?(?![\p{L}\p{N}])/giu
const STREET_EN =
  /\b\d{1,5}[A-Z]?(?:\s*[-/]\s*\d{1,5}[A-Z]?)?,?\s+(?:[A-Z][\p{L}'’.-]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Ct|Square|Sq|Place|Pl|Boulevard|Blvd|Close|Crescent|Terrace|Row|Park|Estate|House|Mews|Quay|Wharf)\b\.?/gu
const STREET_DE = /\b\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse)\s*\d+[a-z]?/gu
const ROAD_THEN_NUMBER =
  /\b(?:[A-Z][\p{L}'’-]*\s+){1,3}(?:Street|Road|Avenue|Lane|Drive|Square|Boulevard|Crescent)\b,?\s*(?:No\.?|#)?\s*\d{1,5}[A-Z]?\b/gu
const SUITE = /\b(?:Suite|Unit|Flat|Apt|Floor|Office|Room)\.?\s*(?:No\.?|#)?\s*\d+[A-Z]?\b/giu
const POSTCODE_GB = /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/giu
const POSTCODE_RU =
  /(?<![\d.,\s-]\s?|\d)(?<!\d)\d{6}(?=\s*,)|(?:индекс|zip|postcode|postal code)[\s:№]*[A-Z\d -]{4,8}/giu

/**
 * Free text as a dealer may read it before the contacts open: without phone numbers (also in words), addresses, e-mail,
 * links, names on the networks, the lead's and the company's own names. Hides rather too much than too little.
 */
export function scrub(text: string, known: Known = { people: [], companies: [] }): string {
  let clean = asciiDigits(text.normalize('NFKC').replaceAll(UNSEEN, ''))
  // Phones first: "00.zero" is the name of no host.
  for (const [sign, digit] of LOOKALIKE) clean = clean.replaceAll(sign, digit)
  clean = scrubPhones(clean, HIDDEN)
    .replaceAll(EMAIL, HIDDEN)
    .replaceAll(URL_LIKE, HIDDEN)
    .replaceAll(DOMAIN_LIKE, (found) => (isDomain(found) ? HIDDEN : found))
    .replaceAll(SPOKEN_DOMAIN, HIDDEN)
    .replaceAll(HANDLE, HIDDEN)
    .replaceAll(MESSENGER, (_, app: string, between: string) => app + between + HIDDEN)
    .replaceAll(MESSENGER_NAME, (_, app: string) => app + HIDDEN)
  for (const place of [
    STREET_RU,
    STREET_EN,
    STREET_DE,
    ROAD_THEN_NUMBER,
    HOUSE_RU,
    SUITE,
    POSTCODE_GB,
    POSTCODE_RU,
  ])
    clean = clean.replaceAll(place, HIDDEN)
  for (const name of known.people) clean = scrubName(clean, name, HIDDEN)
  for (const name of known.companies) clean = scrubName(clean, name, HIDDEN, { common: true })
  return clean
}

function isDomain(text: string): boolean {
  const { isIcann, domain, hostname } = parse(text.replaceAll('•', 'x'))
  return (isIcann === true && domain !== null) || /\.(?:example|test|local)$/i.test(hostname ?? '')
}
