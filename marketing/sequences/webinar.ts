import {
  after,
  any,
  around,
  atLeast,
  branch,
  did,
  end,
  fact,
  on,
  otherwise,
  send,
  sequence,
  wait,
  when,
} from 'kindling'
import { event } from '../things.ts'

// One sequence for all webinars; those who registered by themselves skip the invitations.
export const webinar = sequence(
  'webinar',
  {
    enter: on([fact('event.invited'), fact('event.registered')], { per: 'event' }),
    stop: [when(did('event.cancelled'), [send('event/cancelled')])],
    topic: 'events',
  },
  [
    around(
      event.startsAt,
      { '-14 days': [send('event/invite')], '-4 days': [send('event/invite-again')], '-2 hours': [] },
      { until: did('event.registered'), else: [end('not interested')], late: 'first' },
    ),
    send('event/registered'),
    around(event.startsAt, { '-1 day': [send('event/tomorrow')], '-1 hour': [send('event/link')] }),
    wait(after(event.endsAt, '1 day'), { until: any(did('event.attended'), did('event.missed')) }),
    branch(
      when(did('event.attended', { where: { minutes: atLeast(40) } }), [send('event/offer')]),
      when(did('event.attended'), [send('event/recording')]),
      otherwise([send('event/missed')]),
    ),
  ],
)
