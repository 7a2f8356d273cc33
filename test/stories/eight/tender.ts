import type { Story } from '../story.ts'

export const tender: Story[] = [
  {
    name: 'two enquiries are two journeys, each by its own deadline',
    sequence: 'tender',
    people: { anna: { role: 'user', interest: ['presses'] } },
    facts: [
      {
        at: '2026-12-01 10:00',
        type: 'form.submitted',
        props: { form: 'tender', enquiry: 'E1', deadline: '2026-12-15T12:00:00Z' },
      },
      { at: '2026-12-03 10:00', type: 'form.submitted', props: { form: 'tender', enquiry: 'E2' } },
      { at: '2026-12-10 10:00', type: 'proposal.sent', props: { enquiry: 'E1' } },
      { at: '2026-12-21 10:00', type: 'deal.won', props: { deal: 'D-E1', enquiry: 'E1', value: 48000 } },
    ],
    until: '2027-01-31 00:00',
    expected: [
      '2026-12-01 10:00 entered',
      '2026-12-01 10:00 sent tender/received',
      '2026-12-01 10:00 hand-off tenders',
      '2026-12-03 10:00 entered',
      '2026-12-03 10:00 sent tender/received',
      '2026-12-03 10:00 hand-off tenders',
      '2026-12-14 10:00 sent alert/no-proposal to karpova',
      '2026-12-14 12:00 task ask-it-arrived to petrov due 2026-12-14',
      '2026-12-21 10:00 goal',
      '2026-12-21 10:00 ended: goal',
      '2026-12-24 10:00 sent tender/how-did-we-do',
      '2026-12-24 10:00 task ask-decision to petrov due 2026-12-28',
      '2026-12-24 10:00 ended: finished',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
]
