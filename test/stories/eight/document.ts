import type { Story } from '../story.ts'

const asked = { type: 'form.submitted', props: { form: 'document' } }

export const document: Story[] = [
  {
    name: 'half a year of help by interest, until it is hot',
    sequence: 'document',
    people: { anna: { role: 'user', interest: ['saws'] } },
    facts: [
      { at: '2026-12-01 10:00', ...asked },
      { at: '2026-12-20 10:00', ...asked },
      { at: '2027-03-15 10:00', type: 'call.requested' },
      { at: '2027-03-15 10:30', type: 'page.viewed', props: { page: '/prices' } },
    ],
    until: '2027-05-01 00:00',
    expected: [
      '2026-12-01 10:00 entered',
      '2026-12-04 10:00 sent document/reminder',
      '2026-12-11 10:00 sent saws/case',
      '2026-12-20 10:00 not entered: already in',
      '2027-01-11 10:00 sent saws/blade-life',
      '2027-02-11 10:00 sent any/reading-a-specification',
      '2027-03-11 10:00 sent know-how/maintenance',
      '2027-03-15 10:00 goal',
      '2027-03-15 10:00 hand-off dealers',
      '2027-03-15 10:00 ended: goal',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
  {
    name: 'who is hot on entry goes to sales at once',
    sequence: 'document',
    people: { boris: { role: 'user', interest: ['saws'] } },
    facts: [
      { at: '2026-12-01 10:00', type: 'call.requested' },
      { at: '2026-12-01 11:00', ...asked },
    ],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-01 11:00 entered',
      '2026-12-01 11:00 goal',
      '2026-12-01 11:00 hand-off dealers',
      '2026-12-01 11:00 ended: goal',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
]
