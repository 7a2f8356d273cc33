import { z } from 'zod'

const id = z.string().min(1).max(200)
const words = z.string().max(2000)
const points = z.number().finite()
const some = <T extends z.ZodType>(kind: T) => kind.optional()

/**
 * What can happen, and about whom: a person, a company (it counts for everybody there) or a thing alone.
 * Properties that are not listed are kept as they came; those named like a field of a thing update each thing the
 * fact names. Facts of the system itself (mail, hand-offs, warming, consents) need no line here.
 */
export const facts = {
  'form.submitted': {
    about: 'lead',
    props: z.object({ form: words, enquiry: some(id), deadline: some(words), interest: some(words) }),
  },
  'enquiry.withdrawn': { about: 'lead', props: z.object({ enquiry: id, reason: some(words) }) },
  'proposal.sent': { about: 'lead', props: z.object({ enquiry: id }) },
  'proposal.read': {
    about: 'lead',
    props: z.object({ enquiry: id, part: some(words), seconds: some(points) }),
  },
  'deal.won': { about: 'lead', props: z.object({ deal: id, enquiry: some(id), value: some(points) }) },
  'deal.lost': { about: 'lead', props: z.object({ deal: id, enquiry: some(id), reason: some(words) }) },
  'deal.delivered': { about: 'account', props: z.object({ deal: id, contact: some(words) }) },
  'deal.annulled': { about: 'account', props: z.object({ deal: id }) },

  'document.opened': { about: 'lead', props: z.object({ document: words }) },
  'page.viewed': { about: 'lead', props: z.object({ page: words }) },
  'call.requested': { about: 'lead', props: z.object({ by: some(words) }) },
  'call.ended': { about: 'lead', props: z.object({ seconds: some(points), outcome: some(words) }) },
  'survey.answered': { about: 'lead', props: z.object({ survey: words, answer: words }) },
  'review.submitted': { about: 'lead', props: z.object({ deal: id, stars: points.min(1).max(5) }) },

  'event.invited': { about: 'lead', props: z.object({ event: id }) },
  'event.registered': { about: 'lead', props: z.object({ event: id }) },
  'event.attended': { about: 'lead', props: z.object({ event: id, minutes: some(points) }) },
  'event.missed': { about: 'lead', props: z.object({ event: id }) },
  'event.moved': { about: 'thing', props: z.object({ event: id, startsAt: words, endsAt: some(words) }) },
  'event.cancelled': { about: 'thing', props: z.object({ event: id }) },

  'order.placed': { about: 'account', props: z.object({ order: id, value: some(points) }) },
  'complaint.opened': { about: 'account', props: z.object({ case: id }) },
  'case.opened': { about: 'account', props: z.object({ case: id }) },
  'contract.signed': {
    about: 'account',
    props: z.object({ contract: id, endsAt: some(words), contact: some(words) }),
  },
  'contract.renewed': { about: 'account', props: z.object({ contract: id, endsAt: some(words) }) },
  'contract.cancelled': { about: 'account', props: z.object({ contract: id }) },
  'company.changed': {
    about: 'account',
    props: z.object({
      kind: z.enum([
        'new management',
        'new rules',
        'fast growth',
        'lay-offs',
        'competitor moved',
        'staff turnover',
        'losing clients',
      ]),
    }),
  },
} as const

type Declared = { [K in keyof typeof facts]: z.infer<(typeof facts)[K]['props']> }

declare module 'kindling' {
  interface Facts extends Declared {}
}
