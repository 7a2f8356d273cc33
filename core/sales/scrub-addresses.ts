import { TOWNS } from './towns.ts'

const STREET_RU =
  /(?<![\p{L}])(?:ул\.?|улиц[аеыу]|пр-т|просп\.?|проспект[аеу]?|пер\.?|переул(?:ок|ке|ка)|шоссе|ш\.|наб\.?|набережн(?:ая|ой)|б-р|бульвар[аеу]?|бул\.?|пл\.?|площад[ьи]|мкр\.?|микрорайон[аеу]?|проезд[аеу]?|тупик[аеу]?)\s*[«"]?\p{Lu}[\p{L}.-]*(?:\s+\p{Lu}?[\p{L}.-]+){0,2}[»"]?(?:\s*,?\s*(?:д\.?|дом|№|стр\.?|строение|корп\.?|корпус|к\.|вл\.?|владение)?\s*\d+[\p{L}]?(?:[/-]\d+)?)?(?:\s*,?\s*(?:корп\.?|корпус|к\.|стр\.?|строение|оф\.?|офис|кв\.?|квартира|этаж|пом\.?|помещение)\s*\d+[\p{L}]?)*/gu
const HOUSE_RU =
  /(?<![\p{L}])(?:д\.|дом|корп\.|корпус|стр\.|строение|оф\.|офис|кв\.|квартира|пом\.|помещение)\s*№?\s*\d+[\p{L}]?(?![\p{L}\p{N}])/giu
const STREET_EN =
  /\b\d{1,5}[A-Z]?(?:\s*[-/]\s*\d{1,5}[A-Z]?)?,?\s+(?:[A-Z][\p{L}'’.-]*\s+){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Way|Court|Ct|Square|Sq|Place|Pl|Boulevard|Blvd|Close|Crescent|Terrace|Row|Park|Estate|House|Mews|Quay|Wharf)\b\.?/gu
const STREET_DE =
  /\b\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse)\s*\d+[a-z]?(?:\s*,\s*(?:D-)?\d{5}(?=\s))?/gu
const ROAD_THEN_NUMBER =
  /\b(?:[A-Z][\p{L}'’-]*\s+){1,3}(?:Street|Road|Avenue|Lane|Drive|Square|Boulevard|Crescent)\b,?\s*(?:No\.?|#)?\s*\d{1,5}[A-Z]?\b/gu
const SUITE = /\b(?:Suite|Unit|Flat|Apt|Floor|Office|Room)\.?\s*(?:No\.?|#)?\s*\d+[A-Z]?\b/giu
const POSTCODE_GB = /\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/giu
const POSTCODE_RU =
  /(?<![\d.,\s-]\s?|\d)(?<!\d)\d{6}(?=\s*,)|(?:индекс|zip|postcode|postal code)[\s:№]*[A-Z\d -]{4,8}/giu
const BOX = /(?:\bP\.?\s?O\.?\s?Box|(?<![\p{L}])(?:а\/я|п\/я|абонентский ящик))[\s№#]*\d+/giu

const GB = String.raw`[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}`
const NUMBER = String.raw`\d{1,4}[A-Za-z]?(?:\s?[-–/]\s?\d{1,4}[A-Za-z]?)?`
const CAPITAL = String.raw`\p{Lu}(?=[\p{L}'’-]*\p{Ll})[\p{L}'’-]+`
const NAME = String.raw`${CAPITAL}(?:[^\S\n]+${CAPITAL}){0,2}`
const BUILDING = String.raw`(?:${CAPITAL}[^\S\n]+){1,3}(?:Works|Mills?|House|Centre|Center|Park|Estate|Yard|Building|Court|Wharf|Foundry|Depot|Barns?|Farm)`
const WORD = String.raw`[\p{L}'’-]+`

// A number and names before a postcode are an address in any case of letters; before a town, with capitals.
const BEFORE_POSTCODE = new RegExp(
  String.raw`(?<![\p{L}\p{N}.,])(${NUMBER},?[^\S\n]+(?:${WORD}[^\S\n]+){0,2}${WORD})((?:\s*,\s*|\s+)(?:${WORD}(?:\s*,\s*|\s+)){0,3})(?=${GB}(?![\p{L}\p{N}]))`,
  'giu',
)
const AFTER_BUILDING = new RegExp(
  String.raw`(?<![\p{L}])(?:${BUILDING}|•••(?:,[^\S\n]*${BUILDING})?),[^\S\n]*${NUMBER}[^\S\n]+${NAME}(?![\p{L}])`,
  'gu',
)
const BUILDING_BESIDE = new RegExp(
  String.raw`(?<![\p{L}])${BUILDING}(?=,[^\S\n]*•••)|(?<=•••,[^\S\n]*)${BUILDING}(?![\p{L}])`,
  'gu',
)
const TOLD = new RegExp(
  String.raw`((?<![\p{L}])(?:[Aa]ddress(?:[^\S\n]+is)?|[Ll]ocated at|[Bb]ased at|(?:[Ff]ind|[Vv]isit) us at|[Cc]ome to|(?:[Dd]eliver|[Ss]hip|[Ss]end)(?:[^\S\n]+(?:it|them))? to|(?:works|site|office|factory|plant|warehouse)(?:[^\S\n]+(?:is|are))? at)[^\S\n]*[:–-]?[^\S\n]*)(${NUMBER},?[^\S\n]+${NAME})(?![\p{L}])`,
  'gu',
)

const STREET_NAME_RU = String.raw`(?:\d{1,2}[-\s]?(?:я|й|го|ая|ый)?[^\S\n]+)?[А-ЯЁ][а-яё-]+(?:[^\S\n]+[А-ЯЁ]?[а-яё-]+)?`
const HOUSE_NUMBER_RU = String.raw`(?:д\.?[^\S\n]*)?\d{1,4}(?:[^\S\n]?[а-яА-Я](?![\p{L}]))?(?:[/-]\d{1,4}[а-я]?)?(?![\p{L}\p{N}]|[.,]\d|[^\S\n]*(?:т|тн|тонн\p{L}*|кг|мм|см|м|шт|квт|квт·ч|вольт|в|бар|мпа|кн|об|гц|руб\p{L}*|тыс|млн|дн\p{L}*|лет|год\p{L}*|час\p{L}*|смен\p{L}*|штук\p{L}*|%|°)(?![\p{L}]))`
const BEFORE_OFFICE_RU = new RegExp(
  String.raw`(?<![\p{L}])${STREET_NAME_RU},?[^\S\n]*${HOUSE_NUMBER_RU}(?=,?[^\S\n]*(?:•••|оф|кв|корп|стр|пом))`,
  'gu',
)

// What engineers and buyers count: no street is called so, whatever stands beside it.
const COUNTED = new Set(
  `press presses saw saws machine machines part parts set sets axis axes mill mills ton tons tonne tonnes phase phases line
  lines unit units die dies tool tools shift shifts piece pieces blade blades motor motors head heads station stations table
  tables spindle spindles sheet sheets plate plates bar bars tube tubes pipe pipes people operator operators engineer engineers
  day days week weeks month months year years hour hours volt volts amp amps hertz degree degrees percent watt watts
  kilowatt kilowatts micron microns inch inches foot feet metre metres meter meters kilo kilos pound pounds euro euros dollar thousand million hundred value values
  dollars hole holes bolt bolts bracket brackets drive drives pump pumps valve valves cylinder cylinders robot robots cell cells
  lathe lathes grinder grinders stroke strokes step steps stage stages type types model models size sizes site sites visit
  visits office offices plant plants order orders lot lots batch batches pack packs pallet pallets box boxes item items
  for to in at of and with by from on per or a an the is are was we our need needs want wants please into until before after
  пресс пресса прессов пила пилы пил станок станка станков линия линии тип модель гост срок бюджет нужен нужна нужно
  требуется марка сталь лот этап смена цех`.split(/\s+/),
)
const counted = (text: string): boolean =>
  (text.toLowerCase().match(/(?<![\p{L}\d])[\p{L}'’-]+/gu) ?? []).some((word) => COUNTED.has(word))

const escape = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

const stemOf = (town: string): string => (/[а-яё]/iu.test(town) ? town.replace(/[аяыеиоьй]$/u, '') : town)

const inCases = (town: string): string => {
  const stem = escape(stemOf(town)).replaceAll('-', String.raw`[-\s]`)
  return /[а-яё]/iu.test(town) ? `${stem}[а-яё]{0,3}` : stem
}

/** Addresses that are told by the town beside them. */
function besideTown(towns: readonly string[]) {
  const town = `(?:${towns.map(inCases).join('|')})(?![\\p{L}])`
  return {
    before: new RegExp(
      String.raw`(?<![\p{L}\p{N}.,])${NUMBER},?[^\S\n]+${NAME}(?=(?:\s*,\s*|[^\S\n]+)${town})`,
      'gu',
    ),
    after: new RegExp(
      String.raw`((?<![\p{L}])(?:г\.?|город)?[^\S\n]*${town},?[^\S\n]+)(${STREET_NAME_RU},?[^\S\n]*${HOUSE_NUMBER_RU})`,
      'gu',
    ),
    postcode: new RegExp(String.raw`(?<!\d)\d{6}(?=\s*,?\s*(?:г\.?\s*)?${town})`, 'gu'),
  }
}
const BESIDE_TOWN = besideTown(TOWNS)

/** Hides streets, houses, rooms, boxes and postcodes. The town stays. `towns`: what else is a town for this text. */
export function scrubAddresses(text: string, hidden: string, towns: readonly string[] = []): string {
  const unlessCounted = (found: string) => (counted(found) ? found : hidden)
  let clean = text
  for (const place of [STREET_RU, STREET_EN, STREET_DE, ROAD_THEN_NUMBER, HOUSE_RU, SUITE, BOX])
    clean = clean.replaceAll(place, hidden)
  clean = clean.replaceAll(BEFORE_POSTCODE, (found, house: string, rest: string) =>
    counted(house.replace(/^\S+\s+the\s/i, '')) || counted(rest) ? found : hidden + rest,
  )
  const read = text.toLowerCase()
  // To make a pattern takes much longer than to see that it cannot match.
  const own = towns.filter((town) => town.trim().length > 2 && read.includes(stemOf(town.toLowerCase())))
  for (const { before, after, postcode } of [BESIDE_TOWN, ...(own.length > 0 ? [besideTown(own)] : [])])
    clean = clean
      .replaceAll(before, unlessCounted)
      .replaceAll(after, (found, town: string, house: string) => (counted(house) ? found : town + hidden))
      .replaceAll(postcode, hidden)
  clean = clean
    .replaceAll(BEFORE_OFFICE_RU, unlessCounted)
    .replaceAll(TOLD, (found, told: string, house: string) => (counted(house) ? found : told + hidden))
    .replaceAll(AFTER_BUILDING, (found) =>
      counted(found.slice(found.lastIndexOf(',') + 1)) ? found : hidden,
    )
    .replaceAll(BUILDING_BESIDE, hidden)
  return clean.replaceAll(POSTCODE_GB, hidden).replaceAll(POSTCODE_RU, hidden)
}
