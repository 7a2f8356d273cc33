import type { Story } from '../story.ts'

const webinar12 = { event: 'W1', startsAt: '2026-12-22T11:00:00Z', endsAt: '2026-12-22T12:00:00Z' }
const W1 = { event: 'W1' }

export const webinar: Story[] = [
  {
    name: 'each comes as it suits, and a date that moves takes the mails along',
    sequence: 'webinar',
    people: { anna: {}, vera: {}, boris: {} },
    facts: [
      { at: '2026-12-01 10:00', type: 'event.invited', of: 'anna', props: webinar12 },
      { at: '2026-12-11 10:00', type: 'event.invited', of: 'vera', props: W1 },
      { at: '2026-12-19 10:00', type: 'event.registered', of: 'anna', props: W1 },
      {
        at: '2026-12-20 10:00',
        type: 'event.moved',
        props: { event: 'W1', startsAt: '2026-12-23T11:00:00Z', endsAt: '2026-12-23T12:00:00Z' },
      },
      { at: '2026-12-23 08:00', type: 'event.registered', of: 'boris', props: W1 },
      { at: '2026-12-23 12:05', type: 'event.attended', of: 'anna', props: { event: 'W1', minutes: 55 } },
      { at: '2026-12-23 13:00', type: 'event.missed', of: 'boris', props: W1 },
    ],
    until: '2027-01-31 00:00',
    expected: [
      '2026-12-01 10:00 anna entered',
      '2026-12-08 11:00 anna sent event/invite',
      '2026-12-11 10:00 vera entered',
      '2026-12-11 10:00 vera sent event/invite',
      '2026-12-18 11:00 anna sent event/invite-again',
      '2026-12-18 11:00 vera sent event/invite-again',
      '2026-12-19 10:00 anna sent event/registered',
      '2026-12-19 10:00 anna not entered: already in',
      '2026-12-22 11:00 anna sent event/tomorrow',
      '2026-12-23 08:00 boris entered',
      '2026-12-23 08:00 boris sent event/registered',
      '2026-12-23 08:00 boris skipped: too late',
      '2026-12-23 09:00 vera ended: not interested',
      '2026-12-23 10:00 anna sent event/link',
      '2026-12-23 10:00 boris sent event/link',
      '2026-12-23 12:05 anna sent event/offer',
      '2026-12-23 12:05 anna ended: finished',
      '2026-12-23 13:00 boris sent event/missed',
      '2026-12-23 13:00 boris ended: finished',
    ],
    byHand: { from: '2026-12-01 09:00', until: '2026-12-24 20:00' },
  },
]
