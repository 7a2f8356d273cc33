import type { Story, StoryFact } from '../story.ts'

const people = { anna: { role: 'user', interest: ['saws'] } } as const
const viewed = (at: string, page: string): StoryFact => ({ at, type: 'page.viewed', props: { page } })
const marked = (at: string, props = {}): StoryFact => ({
  at,
  type: 'warming.started',
  props: { by: '@petrov', ...props },
})

export const warming: Story[] = [
  {
    name: 'a mark warms from the day that was named until the lead is hot again',
    sequence: 'warming',
    people,
    facts: [
      { at: '2026-12-01 10:00', type: 'call.requested' },
      viewed('2026-12-01 10:30', '/prices'),
      viewed('2026-12-01 11:00', '/delivery'),
      marked('2026-12-02 10:00', { notBefore: '2027-03-01' }),
      { at: '2027-05-03 10:00', type: 'call.requested' },
      viewed('2027-05-03 10:30', '/prices'),
      viewed('2027-05-03 11:00', '/delivery'),
    ],
    until: '2027-06-30 00:00',
    expected: [
      '2026-12-02 10:00 entered',
      '2026-12-02 10:00 into being-warmed',
      '2027-03-01 00:00 sent saws/blade-life',
      '2027-04-01 00:00 sent any/reading-a-specification',
      '2027-05-01 00:00 sent know-how/maintenance',
      '2027-05-03 10:30 goal',
      '2027-05-03 10:30 hand-off back to petrov',
      '2027-05-03 10:30 ended: goal',
      '2027-05-03 10:30 out of being-warmed',
    ],
  },
  {
    name: 'a mark replaces the nurture that ran, and ends when it is taken back',
    sequence: 'warming',
    people,
    facts: [
      { at: '2026-12-01 10:00', type: 'form.submitted', props: { form: 'document' } },
      marked('2026-12-02 10:00'),
      { at: '2026-12-10 10:00', type: 'warming.ended', props: { by: '@petrov' } },
    ],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-02 10:00 entered',
      '2026-12-02 10:00 skipped: no date',
      '2026-12-02 10:00 sent saws/blade-life',
      '2026-12-02 10:00 into being-warmed',
      '2026-12-10 10:00 stop',
      '2026-12-10 10:00 ended: stop',
      '2026-12-10 10:00 out of being-warmed',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
  {
    name: 'a seller who knows better hands over',
    sequence: 'warming',
    people,
    facts: [
      marked('2026-12-02 10:00', { notBefore: '2026-12-12' }),
      { at: '2026-12-16 10:00', type: 'lead.warmed', props: { by: '@petrov' } },
    ],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-02 10:00 entered',
      '2026-12-02 10:00 into being-warmed',
      '2026-12-12 00:00 sent saws/blade-life',
      '2026-12-16 10:00 goal',
      '2026-12-16 10:00 hand-off back to petrov',
      '2026-12-16 10:00 ended: goal',
      '2026-12-16 10:00 out of being-warmed',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
  {
    name: 'who buys is warmed no more',
    sequence: 'warming',
    people,
    facts: [
      marked('2026-12-02 10:00'),
      { at: '2026-12-20 10:00', type: 'lead.changed', props: { stage: 'client' } },
    ],
    until: '2027-02-01 00:00',
    expected: [
      '2026-12-02 10:00 entered',
      '2026-12-02 10:00 skipped: no date',
      '2026-12-02 10:00 sent saws/blade-life',
      '2026-12-02 10:00 into being-warmed',
      '2026-12-20 10:00 stop',
      '2026-12-20 10:00 ended: stop',
      '2026-12-20 10:00 out of being-warmed',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
]
