import type { Words } from '../release/release.ts'
import type { Lang } from '../readers/words/speech.ts'
import { finite, worth } from './formula-worth.ts'
import { BY_NAME, partText, partWords } from './rating-words.ts'
import type { Formula } from './terms.ts'

/** One part of a rating: what it is made of and what it gave. `text` by the names of the numbers, `words` as people read it. */
export interface RatingLine {
  name: string
  value: number
  text: string
  words: Record<Lang, string>
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
 * `labels`: what people call the numbers, beside what we call our own.
 */
export function rate(
  formula: Formula,
  figures: Readonly<Record<string, number>>,
  labels: Readonly<Record<string, Words>> = {},
): Rating {
  const value = worth(formula, figures)
  const stars = Number.isFinite(value) ? Math.min(MOST, Math.max(LEAST, round(value))) : LEAST
  return {
    stars,
    why: partsOf(formula).map((part) => {
      const value = finite(round(worth(part, figures)))
      const inLang = (lang: Lang) => partWords(part, figures, { lang, labels, value })
      return {
        name: namesIn(part)[0] ?? 'always',
        value,
        text: partText(part, figures, BY_NAME),
        words: { en: inLang('en'), ru: inLang('ru') },
      }
    }),
  }
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
