import { z } from 'zod'

const id = z.string().min(1).max(200)
const words = z.string().max(2000)
const points = z.number().finite()

/**
 * What can happen, and about whom. Properties that are not listed are kept as they came; those named like a
 * field of a thing update each thing the fact names. Facts of the system itself (mail, hand-offs, warming,
 * consents) need no line here.
 */
export const facts = {
  'form.submitted': {
    about: 'lead',
    props: z.object({
      form: words,
      enquiry: id.optional(),
      deadline: words.optional(),
      interest: words.optional(),
    }),
  },
  'enquiry.withdrawn': { about: 'lead', props: z.object({ enquiry: id, reason: words.optional() }) },
  'proposal.sent': { about: 'lead', props: z.object({ enquiry: id }) },
  'proposal.read': {
    about: 'lead',
    props: z.object({ enquiry: id, part: words.optional(), seconds: points.optional() }),
  },
  'deal.won': {
    about: 'lead',
    props: z.object({ deal: id, enquiry: id.optional(), value: points.optional() }),
  },
  'deal.lost': {
    about: 'lead',
    props: z.object({ deal: id, enquiry: id.optional(), reason: words.optional() }),
  },
  'document.opened': { about: 'lead', props: z.object({ document: words }) },
  'page.viewed': { about: 'lead', props: z.object({ page: words }) },
  'call.ended': { about: 'lead', props: z.object({ seconds: points.optional(), outcome: words.optional() }) },
  'call.requested': { about: 'lead', props: z.object({ by: words.optional() }) },
  'event.registered': { about: 'lead', props: z.object({ name: words.optional() }) },
  'event.attended': {
    about: 'lead',
    props: z.object({ name: words.optional(), minutes: points.optional() }),
  },
  'order.placed': { about: 'account', props: z.object({ order: id, value: points.optional() }) },
} as const

type Declared = { [K in keyof typeof facts]: z.infer<(typeof facts)[K]['props']> }

declare module 'kindling' {
  interface Facts extends Declared {}
}
