import type { Known } from '../../../core/plan/check.ts'

/** What exists in tests of check. */
export const known: Known = {
  templates: ['a', 'b', 'tender/received'],
  topics: { 'know-how': {} },
  forms: { tender: {} },
  routing: { sales: {}, tenders: {} },
  hours: { work: {} },
  facts: {
    'deal.won': { about: 'lead' },
    'order.placed': { about: 'account' },
    'event.moved': { about: 'thing' },
    'form.submitted': { about: 'lead' },
    'warming.started': { about: 'lead' },
    'document.opened': { about: 'lead' },
  },
  fields: { lead: ['stage', 'interest'], account: ['stage'] },
  things: { enquiry: ['deadline'], event: ['startsAt'] },
  segments: { readers: { did: 'document.opened', within: '90 days' } },
  tracks: { 'know-how': [{ template: 'a' }] },
  audiences: ['being-warmed'],
}
