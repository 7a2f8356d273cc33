import {
  anyone,
  branch,
  did,
  end,
  fact,
  handOff,
  on,
  owner,
  people,
  send,
  sequence,
  task,
  wait,
  when,
} from 'kindling'
import { lead } from '../fields.ts'

// Something changed at a company: each of those who decide together gets what concerns that person. `goal` is for the
// one who asks for a call, `stop` for the colleagues.
export const committee = sequence(
  'committee',
  {
    enter: on(fact('company.changed', { kind: ['new management', 'new rules', 'fast growth'] }), {
      who: people({ role: ['decider', 'user'] }),
      again: '1 year',
    }),
    goal: when(did('call.requested'), [handOff('account-owner')]),
    stop: [when(anyone(did('call.requested')), [end('a colleague asked for a call')])],
    topic: 'know-how',
    group: 'nurture',
    priority: 7,
    from: owner(),
  },
  [
    branch(
      when(lead.role.is('decider'), [send('play/money'), wait('8 days'), send('play/peer-reference')]),
      when(lead.role.is('user'), [send('play/daily-work'), wait('5 days'), send('play/try-it')]),
    ),
    wait('10 days', { until: anyone(did('document.opened')) }),
    task('call-the-company', { to: owner(), due: '3 workdays', per: 'account' }),
    wait('tue 10:00'),
    send('play/breakfast', { expires: '5 days' }),
  ],
)
