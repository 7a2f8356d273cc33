import { becomes, did, handOff, heat, not, on, sequence } from 'kindling'

// Whoever gets hot goes to sales, also without a journey; a tender enquiry is there already.
// While a hand-off is open this joins it.
export const hot = sequence(
  'hot',
  {
    enter: on(becomes(heat.atLeast(70)), {
      again: '90 days',
      if: not(did('form.submitted', { where: { form: 'tender' }, within: '30 days' })),
    }),
    topic: 'enquiries',
    inSales: 'go on',
  },
  [handOff('sales')],
)
