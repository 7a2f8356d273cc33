/** What the maker says of a dealer, by the stars that the formula of the example gives for it. */
export const FIGURES: Record<number, Record<string, number>> = {
  5: { sales: 300_000, certified: 3, shipping: 4, speed: 1, quality: 1, offered: 1 },
  4: { sales: 200_000, certified: 3, shipping: 4, speed: 1, quality: 1 },
  3: { sales: 200_000, certified: 3, shipping: 8, speed: 0.5 },
  2: { sales: 100_000, certified: 3 },
  1: {},
}
