import {
  around,
  before,
  did,
  done,
  headOf,
  not,
  on,
  owner,
  send,
  sequence,
  set,
  task,
  wait,
  when,
} from 'kindling'
import { account } from '../fields.ts'
import { contract } from '../things.ts'

// A contract ends in 60 days: a person talks first, mail follows. The same contract next year is another journey.
export const renewal = sequence(
  'renewal',
  {
    enter: on(before(contract.endsAt, '60 days'), { per: 'contract', who: contract.contact }),
    goal: when(did('contract.renewed')),
    stop: [when(did('contract.cancelled'), [task('why-lost', { to: headOf(owner()), due: '2 workdays' })])],
    topic: 'service',
    from: owner(),
    inSales: 'go on',
  },
  [
    task('renewal-talk', { to: owner(), due: '5 workdays', note: "Year's use, open cases, new price" }),
    wait('7 workdays', {
      until: done('renewal-talk'),
      else: [send('alert/renewal-untouched', { to: headOf(owner()) })],
    }),
    around(contract.endsAt, {
      '-30 days': [when(not(done('renewal-talk', 'agreed')), [send('renewal/your-year')])],
      '-14 days': [when(not(done('renewal-talk', 'agreed')), [send('renewal/terms')])],
      '-5 workdays': [task('renewal-visit', { to: owner(), due: '2 workdays' })],
      '+1 day': [set(account.stage, 'at risk')],
    }),
  ],
)
