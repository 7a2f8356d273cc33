import type { Story } from '../story.ts'

const people = {
  dora: { role: 'decider' },
  uwe: { role: 'user' },
  ines: { role: 'influencer' },
  nemo: {},
} as const
const changed = { at: '2026-12-01 10:00', type: 'company.changed', props: { kind: 'new management' } }

export const committee: Story[] = [
  {
    name: 'one asks for a call, and the others are left alone',
    sequence: 'committee',
    people,
    facts: [changed, { at: '2026-12-07 10:00', type: 'call.requested', of: 'uwe' }],
    until: '2027-01-31 00:00',
    expected: [
      '2026-12-01 10:00 nemo not entered: role unknown',
      '2026-12-01 10:00 dora entered',
      '2026-12-01 10:00 dora sent play/money',
      '2026-12-01 10:00 uwe entered',
      '2026-12-01 10:00 uwe sent play/daily-work',
      '2026-12-06 10:00 uwe sent play/try-it',
      '2026-12-07 10:00 dora stop',
      '2026-12-07 10:00 dora ended: a colleague asked for a call',
      '2026-12-07 10:00 uwe goal',
      '2026-12-07 10:00 uwe hand-off account-owner',
      '2026-12-07 10:00 uwe ended: goal',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
  {
    name: 'nobody asks, and one person calls the company once',
    sequence: 'committee',
    people,
    facts: [changed],
    until: '2027-01-31 00:00',
    expected: [
      '2026-12-01 10:00 nemo not entered: role unknown',
      '2026-12-01 10:00 dora entered',
      '2026-12-01 10:00 dora sent play/money',
      '2026-12-01 10:00 uwe entered',
      '2026-12-01 10:00 uwe sent play/daily-work',
      '2026-12-06 10:00 uwe sent play/try-it',
      '2026-12-09 10:00 dora sent play/peer-reference',
      '2026-12-16 10:00 uwe task call-the-company to petrov due 2026-12-21',
      '2026-12-19 10:00 dora task call-the-company to petrov due 2026-12-23',
      '2026-12-19 10:00 dora joined call-the-company',
      '2026-12-22 10:00 dora sent play/breakfast',
      '2026-12-22 10:00 dora ended: finished',
      '2026-12-22 10:00 uwe sent play/breakfast',
      '2026-12-22 10:00 uwe ended: finished',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
]
