import type { Story } from '../story.ts'

const signed = (contract: string) => ({
  at: '2026-12-02 10:00',
  type: 'contract.signed',
  props: { contract, endsAt: '2027-03-01', contact: '@anna' },
})

export const renewal: Story[] = [
  {
    name: 'a contract is talked about, written about, renewed, and comes again next year',
    sequence: 'renewal',
    people: { anna: { role: 'decider' } },
    facts: [
      signed('C1'),
      { at: '2027-01-05 10:00', type: 'step.done', props: { step: 'renewal-talk', outcome: 'thinking' } },
      {
        at: '2027-02-20 10:00',
        type: 'contract.renewed',
        props: { contract: 'C1', endsAt: '2028-03-01' },
      },
    ],
    until: '2028-01-05 00:00',
    expected: [
      '2026-12-31 00:00 entered',
      '2026-12-31 00:00 task renewal-talk to petrov due 2027-01-07',
      '2027-01-30 00:00 sent renewal/your-year',
      '2027-02-15 00:00 sent renewal/terms',
      '2027-02-20 10:00 goal',
      '2027-02-20 10:00 ended: goal',
      '2028-01-01 00:00 entered',
      '2028-01-01 00:00 task renewal-talk to petrov due 2028-01-07',
    ],
  },
  {
    name: 'a contract that nobody touches is told to the head',
    sequence: 'renewal',
    people: { anna: { role: 'decider' } },
    facts: [signed('C2')],
    until: '2027-03-05 00:00',
    expected: [
      '2026-12-31 00:00 entered',
      '2026-12-31 00:00 task renewal-talk to petrov due 2027-01-07',
      '2027-01-11 00:00 sent alert/renewal-untouched to karpova',
      '2027-01-30 00:00 sent renewal/your-year',
      '2027-02-15 00:00 sent renewal/terms',
      '2027-02-22 00:00 task renewal-visit to petrov due 2027-02-24',
      '2027-03-02 00:00 set account.stage at risk',
      '2027-03-02 00:00 ended: finished',
    ],
    byHand: { from: '2026-12-30 09:00', until: '2027-01-23 00:00' },
  },
]
