import { fact, handOff, on, sequence } from 'kindling'

// A seller says "this one is ready now", on the page or by POST /v1/leads/{id}/warmed.
export const warmed = sequence(
  'warmed',
  { enter: on(fact('lead.warmed'), { again: 'always' }), topic: 'enquiries', inSales: 'go on' },
  [handOff('sales')],
)
