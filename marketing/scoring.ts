import type { Scoring } from 'kindling'
import { lead } from './fields.ts'

/**
 * Heat = fit + engagement. Fit does not fade. Each group of engagement halves by its half-life and is cut
 * at its limit; negative points stay. From `warm` on a lead is worth watching, from `hot` on worth a call.
 */
export const scoring: Scoring = {
  fit: [
    { name: 'decides', if: lead.role.is('decider'), points: 15 },
    { name: 'works with it', if: lead.role.is('user'), points: 8 },
    { name: 'our industries', if: lead.industry.is('metal', 'timber'), points: 10 },
    { name: 'big enough', if: lead.size.is('50 to 500', 'over 500'), points: 5 },
    { name: 'says what for', if: lead.interest.known(), points: 5 },
    { name: 'buys already', if: lead.stage.is('client'), points: -10 },
  ],
  groups: {
    forms: { halfLife: '45 days', limit: 60 },
    mail: { halfLife: '30 days', limit: 40 },
    site: { halfLife: '14 days', limit: 40 },
    calls: { halfLife: '60 days', limit: 50 },
    events: { halfLife: '60 days', limit: 40 },
  },
  rules: [
    { fact: 'form.submitted', where: { form: 'tender' }, group: 'forms', points: 60 },
    { fact: 'form.submitted', where: { form: 'document' }, group: 'forms', points: 20 },
    { fact: 'form.submitted', group: 'forms', points: 5 },
    { fact: 'email.clicked', group: 'mail', points: 10 },
    { fact: 'email.replied', group: 'mail', points: 20 },
    { fact: 'document.opened', group: 'site', points: 12 },
    { fact: 'page.viewed', where: { page: ['/prices', '/delivery', '/service'] }, group: 'site', points: 10 },
    { fact: 'page.viewed', group: 'site', points: 2 },
    { fact: 'call.requested', group: 'calls', points: 50 },
    { fact: 'call.ended', where: { seconds: { atLeast: 75 } }, group: 'calls', points: 25 },
    { fact: 'event.registered', group: 'events', points: 10 },
    { fact: 'event.attended', where: { minutes: { atLeast: 40 } }, group: 'events', points: 25 },
    { fact: 'event.attended', group: 'events', points: 15 },
    { fact: 'email.unsubscribed', group: 'mail', points: -20 },
    { fact: 'email.complained', group: 'mail', points: -50 },
  ],
  categories: { warm: 30, hot: 70 },
  grades: { fit: [30, 20, 10], engagement: [50, 30, 10] },
}
