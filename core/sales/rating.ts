import type { Formula } from './terms.ts'

/** One part of a rating, as the dealer reads it: what it is made of and what it gave. */
export interface RatingLine {
  name: string
  value: number
  text: string
}

/** Stars from one to five, and why. */
export interface Rating {
  stars: number
  why: RatingLine[]
}

const LEAST = 1
const MOST = 5

const round = (value: number): number => Math.round(value * 100) / 100

/**
 * Rates by a formula over numbers by name. A number that nobody gave counts as nothing; a division by zero gives the
 * fallback that stands beside it; what is no number in the end is the least. Stars are kept between 1 and 5, to a hundredth.
 */
export function rate(formula: Formula, figures: Readonly<Record<string, number>>): Rating {
  const value = worth(formula, figures)
  const stars = Number.isFinite(value) ? Math.min(MOST, Math.max(LEAST, round(value))) : LEAST
  return {
    stars,
    why: partsOf(formula).map((part) => ({
      name: namesIn(part)[0] ?? 'always',
      value: finite(round(worth(part, figures))),
      text: words(part, figures),
    })),
  }
}

const finite = (value: number): number => (Number.isFinite(value) ? value : 0)

/** The number that a name stands for; nothing where nobody gave one. */
const figure = (name: string, figures: Readonly<Record<string, number>>): number => {
  const value = Object.hasOwn(figures, name) ? figures[name] : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

function worth(formula: Formula, figures: Readonly<Record<string, number>>): number {
  if (typeof formula === 'number') return finite(formula)
  if ('value' in formula) return figure(formula.value, figures)
  if ('plus' in formula)
    return finite(formula.plus.reduce<number>((sum, one) => sum + worth(one, figures), 0))
  if ('times' in formula)
    return finite(formula.times.reduce<number>((all, one) => all * worth(one, figures), 1))
  if ('share' in formula) {
    const [part, whole] = formula.share
    const share = worth(part, figures) / worth(whole, figures)
    return Number.isFinite(share) ? share : finite(formula.otherwise)
  }
  return Math.min(formula.to, Math.max(formula.from, worth(formula.clamp, figures)))
}

// A sum is explained part by part; the bounds around all of it say nothing of their own.
function partsOf(formula: Formula): Formula[] {
  if (typeof formula !== 'number' && 'plus' in formula) return formula.plus
  if (typeof formula !== 'number' && 'clamp' in formula && typeof formula.clamp !== 'number')
    return 'plus' in formula.clamp ? formula.clamp.plus : [formula]
  return [formula]
}

/** Every name that a formula asks for. */
export function namesIn(formula: Formula): string[] {
  if (typeof formula === 'number') return []
  if ('value' in formula) return [formula.value]
  if ('plus' in formula) return formula.plus.flatMap(namesIn)
  if ('times' in formula) return formula.times.flatMap(namesIn)
  return 'share' in formula ? formula.share.flatMap(namesIn) : namesIn(formula.clamp)
}

function words(formula: Formula, figures: Readonly<Record<string, number>>): string {
  if (typeof formula === 'number') return String(formula)
  if ('value' in formula) {
    const known = Object.hasOwn(figures, formula.value)
    return known ? `${formula.value} ${round(figure(formula.value, figures))}` : `${formula.value} not known`
  }
  const inner = (one: Formula) =>
    typeof one !== 'number' && 'plus' in one ? `(${words(one, figures)})` : words(one, figures)
  if ('plus' in formula) return formula.plus.map((one) => words(one, figures)).join(' + ')
  if ('times' in formula) return formula.times.map(inner).join(' × ')
  if ('share' in formula) {
    const [part, whole] = formula.share
    const says = `${inner(part)} ÷ ${inner(whole)}`
    return worth(whole, figures) === 0 ? `${says}: nothing to divide by, so ${formula.otherwise}` : says
  }
  return `${inner(formula.clamp)}, from ${formula.from} to ${formula.to}`
}
