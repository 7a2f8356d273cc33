import type { Formula } from './terms.ts'

/** The number, or nothing where it is none. */
export const finite = (value: number): number => (Number.isFinite(value) ? value : 0)

/** The number that a name stands for; nothing where nobody gave one. */
export const figure = (name: string, figures: Readonly<Record<string, number>>): number => {
  const value = Object.hasOwn(figures, name) ? figures[name] : undefined
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}

/** What a formula comes to with these numbers. */
export function worth(formula: Formula, figures: Readonly<Record<string, number>>): number {
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
