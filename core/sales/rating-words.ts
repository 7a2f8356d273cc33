import type { Lang } from '../readers/words/speech.ts'
import { inLang } from '../release/in-lang.ts'
import type { Words } from '../release/release.ts'
import { figure, worth } from './formula-worth.ts'
import type { Formula } from './terms.ts'

// What we call the numbers that every dealer has; marketing may call them otherwise.
const OURS: Readonly<Record<string, Words>> = {
  sales: { en: 'sales', ru: 'продажи' },
  certified: { en: 'certified people', ru: 'сертифицированные сотрудники' },
  training: { en: 'training', ru: 'обучение' },
  shipping: { en: 'shipping', ru: 'отгрузка' },
  speed: { en: 'first calls in time', ru: 'первые звонки в срок' },
  quality: { en: 'leads that came to something', ru: 'заявки с результатом' },
  leads: { en: 'leads', ru: 'заявки' },
  called: { en: 'clients who say that you called', ru: 'клиенты подтвердили звонок' },
  offered: { en: 'clients who say that you offered our product', ru: 'клиентам предложена наша продукция' },
}
/** Those of them that are parts of a whole, 0 to 1. */
const SHARES = ['speed', 'quality', 'called', 'offered']

/** How a formula is told: what its numbers are called, and the words between them. */
interface Voice {
  number(value: number): string
  figure(name: string, value: number | null): string
  nothing(otherwise: number): string
  bounds(from: number, to: number): string
}

/** By the names of the numbers, for programs. */
export const BY_NAME: Voice = {
  number: String,
  figure: (name, value) => (value === null ? `${name} not known` : `${name} ${value}`),
  nothing: (otherwise) => `nothing to divide by, so ${otherwise}`,
  bounds: (from, to) => `from ${from} to ${to}`,
}

/** In the words of people. */
function spokenIn(lang: Lang, labels: Readonly<Record<string, Words>>): Voice {
  const both = (en: string, ru: string) => (lang === 'ru' ? ru : en)
  const number = (value: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: 2 }).format(value)
  const percent = new Intl.NumberFormat(lang, { style: 'percent' })
  return {
    number,
    figure(name, value) {
      const label = own(labels, name) ?? own(OURS, name)
      const called = label ? inLang(label, lang) : name
      const known = (at: number) => (SHARES.includes(name) ? percent.format(at) : number(at))
      return `${called} (${value === null ? both('not known', 'нет данных') : known(value)})`
    },
    nothing: (otherwise) =>
      `${both('nothing to divide by, so', 'делить не на что, поэтому')} ${number(otherwise)}`,
    bounds: (from, to) =>
      both(`from ${number(from)} to ${number(to)}`, `от ${number(from)} до ${number(to)}`),
  }
}

const own = (of: Readonly<Record<string, Words>>, name: string): Words | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined

const round = (value: number): number => Math.round(value * 100) / 100

/** A part of a rating as people read it: what it is made of, and what it gave. */
export function partWords(
  part: Formula,
  figures: Readonly<Record<string, number>>,
  { lang, labels, value }: { lang: Lang; labels: Readonly<Record<string, Words>>; value: number },
): string {
  const voice = spokenIn(lang, labels)
  if (typeof part === 'number') return `${lang === 'ru' ? 'у всех' : 'for everybody'}: ${voice.number(part)}`
  return `${partText(part, figures, voice)} = ${voice.number(value)}`
}

/** What a part of a formula is made of, with its numbers. */
export function partText(formula: Formula, figures: Readonly<Record<string, number>>, voice: Voice): string {
  if (typeof formula === 'number') return voice.number(formula)
  if ('value' in formula) {
    const known = Object.hasOwn(figures, formula.value)
    return voice.figure(formula.value, known ? round(figure(formula.value, figures)) : null)
  }
  const told = (one: Formula) => partText(one, figures, voice)
  const inner = (one: Formula) => (typeof one !== 'number' && 'plus' in one ? `(${told(one)})` : told(one))
  if ('plus' in formula) return formula.plus.map(told).join(' + ')
  if ('times' in formula) return formula.times.map(inner).join(' × ')
  if ('share' in formula) {
    const [part, whole] = formula.share
    const says = `${inner(part)} ÷ ${inner(whole)}`
    return worth(whole, figures) === 0 ? `${says}: ${voice.nothing(formula.otherwise)}` : says
  }
  return `${inner(formula.clamp)}, ${voice.bounds(formula.from, formula.to)}`
}
