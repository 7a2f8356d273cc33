import { parse } from 'tldts'
import { scrubAddresses } from './scrub-addresses.ts'
import { scrubName } from './scrub-names.ts'
import { scrubPeople } from './scrub-people.ts'
import { scrubPhones } from './scrub-phones.ts'
import { scrubRegisters } from './scrub-registers.ts'

/** What stands where something was hidden. */
export const HIDDEN = '•••'

/** What never reaches a dealer before the contacts open, besides what looks like contact data. */
export interface Known {
  /** The lead's name, and its colleagues'. */
  people: readonly string[]
  /** Its company's name, and what stands before the dot of its domain. */
  companies: readonly string[]
  /** Its town, as it may be shown: what stands beside it with a number is an address. */
  towns?: readonly string[]
}

// Signs that are read as others, and signs that nobody sees: they would part a number or an address.
const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/gu

const LOOKALIKE: [RegExp, string][] = [
  [/(?<=\d[\s-]?)[OoОо](?=[OoОо]*(?:[\s-]?\d|(?![\p{L}])))|(?<![\p{L}])[OoОо](?=[\s-]?\d)/gu, '0'],
  [/(?<=\d[\s-]?)[lI|](?=[\s-]?\d)/gu, '1'],
  [/(?<=\d[\s-]?)[З](?=[\s-]?\d)/gu, '3'],
]

/** The same text with letters that stand among digits read as digits. Each sign stays in its place. */
function asDigits(text: string): string {
  let read = text
  let before = ''
  // "7OO": each letter that is read makes its neighbour stand beside a digit.
  while (read !== before) {
    before = read
    for (const [sign, digit] of LOOKALIKE) read = read.replaceAll(sign, digit)
  }
  return read
}

/** Digits of any script as 0–9. */
const asciiDigits = (text: string): string =>
  text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    if (code < 128) return digit
    let zero = code
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && code - zero < 9) zero--
    return String(code - zero)
  })

const AT = String.raw`\s*(?:@|[([{<]\s*(?:at|@|собака|эт|а|a)\s*[)\]}>]|\s(?:at|собака)\s)\s*`
const DOT = String.raw`\s*(?:\.|[([{<]\s*(?:dot|\.|точка)\s*[)\]}>]|\s(?:dot|точка)\s)\s*`
const EMAIL = new RegExp(
  String.raw`(?<![\p{L}\p{N}._%+'•-])[\p{L}\p{N}._%+'•-]{1,64}${AT}[\p{L}\p{N}•-]{1,63}(?:${DOT}[\p{L}\p{N}•-]{1,63}){0,4}${DOT}\p{L}{2,}`,
  'giu',
)
const URL_LIKE = /(?:https?|ftp):\/\/\S+|\bwww\.\S+/giu
const SPOKEN_DOMAIN =
  /(?<![\p{L}\p{N}-])[\p{L}\p{N}-]+(?:\s*[([]\s*(?:dot|точка)\s*[)\]]\s*|\s+(?:dot|точка)\s+)(?:com|net|org|info|biz|ru|рф|su|by|kz|uk|co|bg|de|eu|io|me|ком|ру|орг|нет)(?![\p{L}])/giu
const DOMAIN_LIKE = /(?<![\p{L}\p{N}@.•-])(?:[\p{L}\p{N}•-]{1,63}\.){1,6}\p{L}{2,24}(?:[/:?#]\S*)?/gu
// Everybody knows what follows the name of a mailbox provider.
const AT_PROVIDER =
  /(?<![\p{L}\p{N}._-])[\p{L}\p{N}._-]{2,64}\s+(?:at|на|собака)\s+(?:gmail|googlemail|outlook|hotmail|yahoo|icloud|yandex|rambler|джимейл\p{L}*|яндекс\p{L}*|рамблер\p{L}*|мейл\p{L}*)(?![\p{L}])/giu
const HANDLE = /(?<![\p{L}\p{N}])@\s?[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu
const MESSENGER =
  /((?<![\p{L}])(?:telegram|телеграмм?|телега|тг|tg|skype|скайп|whats\s?app|ватсап|вотсап|viber|вайбер|signal|wechat|insta(?:gram)?|инстаграм|vk|вк|linkedin|zoom|ник|nickname|nick)(?![\p{L}]))(\s*[:=–—-]\s*|\s+(?:(?:is|my|ник|логин|login|id)\s*[:=]?\s*)+)([\p{L}\p{N}_][\p{L}\p{N}_./-]+)/giu
// Without a sign between: only what no word looks like, a name with a line, a digit or a dot in it.
const MESSENGER_NAME =
  /((?<![\p{L}])(?:telegram|телеграмм?|телега|тг|tg|skype|скайп|whats\s?app|ватсап|вотсап|viber|вайбер|signal|wechat|insta(?:gram)?|инстаграм|vk|вк|linkedin|ник|nickname)(?![\p{L}])\s+)([a-z][a-z0-9]*(?:[_.][a-z0-9]+|\d)[\w.]*)/giu

/**
 * Free text as a dealer may read it before the contacts open: without phone numbers (also in words), addresses, e-mail,
 * links, names on the networks, the lead's and the company's own names. Hides rather too much than too little.
 */
export function scrub(text: string, known: Known = { people: [], companies: [] }): string {
  let clean = scrubRegisters(asciiDigits(text.normalize('NFKC').replaceAll(UNSEEN, '')), HIDDEN)
  // Phones first: "00.zero" is the name of no host.
  clean = scrubPhones(clean, HIDDEN, asDigits(clean))
    .replaceAll(EMAIL, HIDDEN)
    .replaceAll(URL_LIKE, HIDDEN)
    .replaceAll(DOMAIN_LIKE, (found) => (isDomain(found) ? HIDDEN : found))
    .replaceAll(SPOKEN_DOMAIN, HIDDEN)
    .replaceAll(AT_PROVIDER, HIDDEN)
    .replaceAll(HANDLE, HIDDEN)
    .replaceAll(MESSENGER, (_, app: string, between: string) => app + between + HIDDEN)
    .replaceAll(MESSENGER_NAME, (_, app: string) => app + HIDDEN)
  clean = scrubPeople(scrubAddresses(clean, HIDDEN, known.towns), HIDDEN)
  for (const name of known.people) clean = scrubName(clean, name, HIDDEN)
  for (const name of known.companies) clean = scrubName(clean, name, HIDDEN, { common: true })
  return clean
}

function isDomain(text: string): boolean {
  const { isIcann, domain, hostname } = parse(text.replaceAll('•', 'x'))
  return (isIcann === true && domain !== null) || /\.(?:example|test|local)$/i.test(hostname ?? '')
}
