import type { Story, StoryFact } from '../story.ts'

const delivered = (deal: string): StoryFact => ({
  at: '2026-12-01 10:00',
  type: 'deal.delivered',
  props: { deal, contact: '@anna' },
})
const stars = (deal: string, stars: number): StoryFact => ({
  at: '2026-12-18 10:00',
  type: 'review.submitted',
  of: 'anna',
  props: { deal, stars },
})
const people = { anna: { role: 'user' } } as const
const byHand = { from: '2026-12-01 09:00', until: '2026-12-24 20:00' }

export const review: Story[] = [
  {
    name: 'five stars are thanked for; the other deal goes its own way',
    sequence: 'review',
    people,
    facts: [delivered('D1'), { ...delivered('D2'), at: '2026-12-02 10:00' }, stars('D1', 5)],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-01 10:00 entered',
      '2026-12-02 10:00 entered',
      '2026-12-15 10:00 sent review/request',
      '2026-12-16 10:00 sent review/request',
      '2026-12-18 10:00 goal',
      '2026-12-18 10:00 sent review/thanks-may-others-call',
      '2026-12-18 10:00 ended: goal',
      '2026-12-26 10:00 sent review/reminder',
      '2027-01-09 10:00 task ask-by-phone to petrov due 2027-01-15',
      '2027-01-09 10:00 ended: finished',
    ],
    byHand,
  },
  {
    name: 'two stars are a call before they are public elsewhere',
    sequence: 'review',
    people,
    facts: [delivered('D3'), stars('D3', 2)],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-01 10:00 entered',
      '2026-12-15 10:00 sent review/request',
      '2026-12-18 10:00 stop',
      '2026-12-18 10:00 task bad-review to petrov due 2026-12-21',
      '2026-12-18 10:00 ended: stop',
    ],
    byHand,
  },
  {
    name: 'with a case open nothing is asked',
    sequence: 'review',
    people,
    facts: [delivered('D4'), { at: '2026-12-10 10:00', type: 'case.opened', props: { case: 'K1' } }],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-01 10:00 entered',
      '2026-12-10 10:00 stop',
      '2026-12-10 10:00 ended: not the time to ask',
    ],
    byHand,
  },
]
