import {
  any,
  becomes,
  did,
  done,
  end,
  enrol,
  headOf,
  mainContact,
  not,
  on,
  overdue,
  owner,
  replied,
  send,
  sequence,
  set,
  split,
  task,
  wait,
  when,
} from 'kindling'
import { account } from '../fields.ts'

const silent = overdue('order.placed', { by: 1.5, fallback: '180 days' })

// A client orders by a rhythm of their own. Longer silence than that is asked about before they have gone elsewhere.
export const winBack = sequence(
  'win-back',
  {
    enter: on(becomes(silent), { who: mainContact(), again: 'always' }),
    goal: when(not(silent)),
    stop: [
      when(any(did('complaint.opened'), did('survey.answered', { where: { answer: 'unhappy' } })), [
        task('repair', { to: headOf(owner()), due: '1 workday' }),
      ]),
    ],
    topic: 'clients',
    group: 'nurture',
    priority: 6,
    from: owner(),
  },
  [
    split('opening', {
      stock: [send('win-back/it-will-be-here')],
      care: [send('win-back/anything-wrong')],
    }),
    wait('2 weeks', {
      until: replied(),
      then: [end('talking')],
      else: [send('win-back/one-question')],
    }),
    wait('1 week', { until: did('survey.answered') }),
    task('call', { to: owner(), due: '3 workdays', note: 'Say when it will be there, not that it is not' }),
    wait('2 weeks', { until: done('call'), else: [set(account.stage, 'at risk'), enrol('digest')] }),
  ],
)
