import {
  any,
  did,
  done,
  end,
  handOff,
  on,
  owner,
  record,
  send,
  sequence,
  submitted,
  task,
  wait,
  when,
} from 'kindling'

// Somebody asks for an offer. Sales has it at once, heat or not; a second enquiry is a second journey.
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
    wait('3 workdays', {
      until: did('proposal.sent'),
      else: [
        task('send-proposal', { to: owner(), due: '4 workhours', note: 'Three workdays without a proposal' }),
        wait('5 workdays', { until: did('proposal.sent') }),
      ],
    }),
    wait('4 workdays', {
      until: did('proposal.read'),
      else: [
        task('ask-it-arrived', { to: owner(), due: '4 workhours', note: 'One in eight never opens it' }),
      ],
    }),
    wait('2 weeks', {
      until: any(done('tenders', 'lost'), done('tenders', 'not ours')),
      then: [end('sales has closed it')],
    }),
    send('tender/how-did-we-do'),
    task('ask-decision', { to: owner(), due: '2 workdays' }),
  ],
)
