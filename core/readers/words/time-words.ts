import type { Unit } from '../../language/durations.ts'
import { parseDuration } from '../../time/duration.ts'
import { inLang, type Speech } from './speech.ts'

type Said = Pick<Speech, 'lang'>

const ENGLISH: Record<Unit, string> = {
  minute: 'minute',
  hour: 'hour',
  day: 'day',
  week: 'week',
  month: 'month',
  year: 'year',
  workhour: 'working hour',
  workday: 'working day',
}

/** Russian counts: 1 in the accusative, 2 to 4, 5 and more; then 1 in the genitive. */
const RUSSIAN: Record<Unit, [one: string, few: string, many: string, oneOf: string]> = {
  minute: ['минуту', 'минуты', 'минут', 'минуты'],
  hour: ['час', 'часа', 'часов', 'часа'],
  day: ['день', 'дня', 'дней', 'дня'],
  week: ['неделю', 'недели', 'недель', 'недели'],
  month: ['месяц', 'месяца', 'месяцев', 'месяца'],
  year: ['год', 'года', 'лет', 'года'],
  workhour: ['рабочий час', 'рабочих часа', 'рабочих часов', 'рабочего часа'],
  workday: ['рабочий день', 'рабочих дня', 'рабочих дней', 'рабочего дня'],
}

const FEMININE: ReadonlySet<Unit> = new Set(['minute', 'week'])

/** Which of the three Russian forms a number takes; a fraction takes that of 2. */
export function russianForm(n: number): 0 | 1 | 2 {
  if (!Number.isInteger(n)) return 1
  const [ten, hundred] = [n % 10, n % 100]
  if (ten === 1 && hundred !== 11) return 0
  return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2
}

const digits = (n: number, { lang }: Said): string =>
  lang === 'ru' ? String(n).replace('.', ',') : String(n)

function told(duration: string, speech: Said, russian: (n: number, unit: Unit) => string): string {
  const parsed = parseDuration(duration)
  if (!parsed) return duration
  const n = Math.abs(parsed.amount)
  const words = speech.lang === 'ru' ? russian(n, parsed.unit) : ENGLISH[parsed.unit] + (n === 1 ? '' : 's')
  return `${digits(n, speech)} ${words}`
}

/** How long: `3 working days`, `3 рабочих дня` (after «через», «за», «на»). The sign of an offset is left out. */
export const span = (duration: string, speech: Said): string =>
  told(duration, speech, (n, unit) => RUSSIAN[unit][russianForm(n)])

/** The same in the genitive, for Russian: «от 3 дней», «позже 1 недели». */
export const spanOf = (duration: string, speech: Said): string =>
  told(duration, speech, (n, unit) => {
    if (!Number.isInteger(n)) return RUSSIAN[unit][1]
    return russianForm(n) === 0 ? RUSSIAN[unit][3] : RUSSIAN[unit][2]
  })

/** How often: `every month`, `каждые 2 недели`. */
export function every(duration: string, speech: Said): string {
  const parsed = parseDuration(duration)
  if (parsed?.amount !== 1) return inLang(speech, 'every ', 'каждые ') + span(duration, speech)
  if (speech.lang === 'en') return `every ${ENGLISH[parsed.unit]}`
  return `${FEMININE.has(parsed.unit) ? 'каждую' : 'каждый'} ${RUSSIAN[parsed.unit][0]}`
}

/** How many times: `6 times`, `6 раз`, `2 раза`. */
export function times(n: number, speech: Said): string {
  if (speech.lang === 'en') return n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`
  return `${digits(n, speech)} ${russianForm(n) === 1 ? 'раза' : 'раз'}`
}

const DAYS: Record<string, [en: string, ofRussian: string]> = {
  mon: ['Monday', 'ближайшего понедельника'],
  tue: ['Tuesday', 'ближайшего вторника'],
  wed: ['Wednesday', 'ближайшей среды'],
  thu: ['Thursday', 'ближайшего четверга'],
  fri: ['Friday', 'ближайшей пятницы'],
  sat: ['Saturday', 'ближайшей субботы'],
  sun: ['Sunday', 'ближайшего воскресенья'],
}

/** `'tue 10:00'` after "until": `the next Tuesday at 10:00`, `ближайшего вторника, 10:00`. */
export function weekday(weekly: string, speech: Said): string {
  const [day = '', time = ''] = weekly.split(' ')
  const words = DAYS[day]
  if (!words) return weekly
  return speech.lang === 'ru' ? `${words[1]}, ${time}` : `the next ${words[0]} at ${time}`
}

/** How far from a date: `3 days before it`, `за 3 дня`; `через 5 рабочих дней`. `date` is in the genitive in Russian. */
export function offsetFrom(offset: string, date: string, speech: Said): string {
  const before = offset.startsWith('-')
  if (speech.lang === 'en') return `${span(offset, speech)} ${before ? 'before' : 'after'} ${date}`
  return before ? `за ${span(offset, speech)} до ${date}` : `через ${span(offset, speech)} после ${date}`
}
