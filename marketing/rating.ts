import { clamp, figure, plus, share, times, type Words } from 'kindling'

/**
 * Stars of a dealer, one to five. What it sells gives one and a half at most, certified people a half, quick shipping a
 * half; the rest it earns by what it makes of our leads: how often the first call is in time, how many come to a talk, and
 * how many clients say, when they are asked, that they were offered our product.
 */
export const rating = plus(
  1,
  clamp(share(figure('sales'), 200_000, { otherwise: 0 }), { from: 0, to: 1.5 }),
  clamp(share(figure('certified'), 6, { otherwise: 0 }), { from: 0, to: 0.5 }),
  clamp(share(2, figure('shipping'), { otherwise: 0 }), { from: 0, to: 0.5 }),
  times(0.5, figure('speed')),
  times(0.5, figure('quality')),
  times(0.5, figure('offered')),
)

// How dealers read them in the explanation of their stars; what stands not here has a name of its own.
export const figures: Record<string, { label: Words }> = {
  sales: { label: { en: 'sales of our machines, £', ru: 'продажи наших станков, £' } },
  certified: { label: { en: 'certified people', ru: 'обученные сотрудники' } },
  shipping: { label: { en: 'days to ship', ru: 'дней до отгрузки' } },
}
