import { becomes, handOff, heat, on, sequence } from 'kindling'

// Whoever gets hot goes to sales, also without a journey. While a hand-off is open this joins it.
export const hot = sequence(
  'hot',
  { enter: on(becomes(heat.atLeast(70)), { again: '90 days' }), topic: 'enquiries', inSales: 'go on' },
  [handOff('sales')],
)
