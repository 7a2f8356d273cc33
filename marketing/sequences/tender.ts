import {
  all,
  any,
  around,
  did,
  handOff,
  headOf,
  not,
  on,
  owner,
  record,
  send,
  sequence,
  submitted,
  task,
  when,
} from 'kindling'
import { enquiry } from '../things.ts'

// Somebody asks for an offer. A second enquiry is a second journey; sales has it at once, heat or not; the deadline
// drives the rest.
export const tender = sequence(
  'tender',
  {
    enter: on(submitted('tender'), { per: 'enquiry' }),
    goal: when(did('deal.won')),
    stop: [
      when(any(did('deal.lost'), did('enquiry.withdrawn')), [record('warming.started', { by: owner() })]),
    ],
    topic: 'enquiries',
    from: owner(),
    inSales: 'go on',
  },
  [
    send('tender/received'),
    handOff('tenders', { firstContact: '2 workhours' }),
    around(enquiry.deadline.or('14 days'), {
      '-3 days': [when(not(did('proposal.sent')), [send('alert/no-proposal', { to: headOf(owner()) })])],
      '-1 day': [
        when(all(did('proposal.sent'), not(did('proposal.read'))), [
          task('ask-it-arrived', { to: owner(), due: '4 workhours' }),
        ]),
      ],
      '+5 workdays': [send('tender/how-did-we-do'), task('ask-decision', { to: owner(), due: '2 workdays' })],
    }),
  ],
)
