import type { Story } from '../story.ts'

const order = (at: string, order: string) => ({ at, type: 'order.placed', props: { order, value: 900 } })

export const winBack: Story[] = [
  {
    name: 'a client silent for longer than the own rhythm is asked, and repaired',
    sequence: 'win-back',
    people: { anna: { role: 'decider' }, boris: { role: 'user' } },
    mainContact: 'anna',
    facts: [
      order('2027-01-10 10:00', 'O1'),
      order('2027-02-10 10:00', 'O2'),
      order('2027-03-12 10:00', 'O3'),
      {
        at: '2027-05-20 10:00',
        type: 'survey.answered',
        of: 'anna',
        props: { survey: 'one-question', answer: 'unhappy' },
      },
      order('2027-05-25 10:00', 'O4'),
    ],
    until: '2027-07-20 00:00',
    expected: [
      '2027-04-27 04:00 anna entered',
      '2027-04-27 04:00 anna sent win-back/anything-wrong',
      '2027-05-11 04:00 anna sent win-back/one-question',
      '2027-05-18 04:00 anna task call to petrov due 2027-05-21',
      '2027-05-20 10:00 anna stop',
      '2027-05-20 10:00 anna task repair to karpova due 2027-05-21',
      '2027-05-20 10:00 anna ended: stop',
      '2027-07-10 22:00 anna entered',
      '2027-07-10 22:00 anna sent win-back/anything-wrong',
    ],
    byHand: { from: '2027-04-26 09:00', until: '2027-05-22 00:00' },
  },
]
