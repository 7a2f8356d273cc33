import { all, any, did, heat, not, overdue, segment } from 'kindling'
import { lead } from './fields.ts'

// Conditions with a name, asked by inSegment('…'). What happened must say how far back it counts.
export const buyingNow = segment(
  'buying-now',
  any(
    did('form.submitted', { where: { form: 'tender' }, within: '60 days' }),
    all(heat.atLeast(70), not(lead.stage.is('client'))),
  ),
)

export const readers = segment('readers', did('document.opened', { within: '90 days' }))

export const silentClients = segment(
  'silent-clients',
  all(lead.stage.is('client'), overdue('order.placed', { by: 1.5, fallback: '180 days' })),
)
