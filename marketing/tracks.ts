import { item, track } from 'kindling'
import { lead } from './fields.ts'

// Mails worth reading in this order; each lead gets each of them once, from whatever sequence.
export const knowHow = track('know-how', [
  item('presses/maintenance', { for: lead.interest.has('presses') }),
  item('saws/blade-life', { for: lead.interest.has('saws') }),
  item('any/reading-a-specification'),
  item('know-how/maintenance'),
  item('know-how/service-contract'),
  item('know-how/visit'),
])
