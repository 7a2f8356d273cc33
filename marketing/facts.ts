import { z } from 'zod'

const id = z.string().min(1).max(200).optional()
const words = z.string().max(2000).optional()
const points = z.number().finite().optional()

/**
 * What can happen, and about whom: a person, a company (it counts for everybody there) or a thing alone.
 * Whoever tells us may not know everything, so hardly a property is required; those that are not listed are kept as
 * they came, and those named like a field of a thing update each thing the fact names. Facts of the system itself (mail, hand-offs, warming, consents) need no line here.
 */
export const facts = {
  'form.submitted': {
    about: 'lead',
    props: z.object({ form: z.string().max(200), enquiry: id, deadline: words, interest: words }),
  },
  'enquiry.withdrawn': { about: 'lead', props: z.object({ enquiry: id, reason: words }) },
  'proposal.sent': { about: 'lead', props: z.object({ enquiry: id }) },
  'proposal.read': {
    about: 'lead',
    props: z.object({ enquiry: id, part: words, seconds: points }),
  },
  'deal.won': { about: 'lead', props: z.object({ deal: id, enquiry: id, value: points }) },
  'deal.lost': { about: 'lead', props: z.object({ deal: id, enquiry: id, reason: words }) },
  'deal.delivered': { about: 'account', props: z.object({ deal: id, contact: words }) },
  'deal.annulled': { about: 'account', props: z.object({ deal: id }) },

  'document.opened': { about: 'lead', props: z.object({ document: words }) },
  'page.viewed': { about: 'lead', props: z.object({ page: words }) },
  'call.requested': { about: 'lead', props: z.object({ by: words }) },
  'call.ended': { about: 'lead', props: z.object({ seconds: points, outcome: words }) },
  'survey.answered': { about: 'lead', props: z.object({ survey: words, answer: words }) },
  'review.submitted': {
    about: 'lead',
    props: z.object({ deal: id, stars: z.number().min(1).max(5).optional() }),
  },

  'event.invited': { about: 'lead', props: z.object({ event: id }) },
  'event.registered': { about: 'lead', props: z.object({ event: id }) },
  'event.attended': { about: 'lead', props: z.object({ event: id, minutes: points }) },
  'event.missed': { about: 'lead', props: z.object({ event: id }) },
  'event.moved': { about: 'thing', props: z.object({ event: id, startsAt: words, endsAt: words }) },
  'event.cancelled': { about: 'thing', props: z.object({ event: id }) },

  'order.placed': { about: 'account', props: z.object({ order: id, value: points }) },
  'complaint.opened': { about: 'account', props: z.object({ case: id }) },
  'case.opened': { about: 'account', props: z.object({ case: id }) },
  'contract.signed': {
    about: 'account',
    props: z.object({ contract: id, endsAt: words, contact: words }),
  },
  'contract.renewed': { about: 'account', props: z.object({ contract: id, endsAt: words }) },
  'contract.cancelled': { about: 'account', props: z.object({ contract: id }) },
  'company.changed': {
    about: 'account',
    props: z.object({
      kind: z
        .enum([
          'new management',
          'new rules',
          'fast growth',
          'lay-offs',
          'competitor moved',
          'staff turnover',
          'losing clients',
        ])
        .optional(),
    }),
  },
} as const

type Declared = { [K in keyof typeof facts]: z.infer<(typeof facts)[K]['props']> }

declare module 'kindling' {
  interface Facts extends Declared {}
}
