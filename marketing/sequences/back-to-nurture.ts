import {
  any,
  becomes,
  did,
  entry,
  handOff,
  heat,
  next,
  send,
  sequence,
  task,
  owner,
  wait,
  when,
} from 'kindling'
import { lead } from '../fields.ts'

// Sales gave the lead back (routing.ts, `recycle`). A rest first; then help, until it is hot again.
export const backToNurture = sequence(
  'back-to-nurture',
  {
    goal: when(any(becomes(heat.atLeast(70)), did('call.requested')), [handOff('sales')]),
    stop: [when(any(lead.stage.is('client'), did('deal.won')))],
    topic: 'know-how',
    group: 'nurture',
    priority: 6,
    hours: 'work',
  },
  [
    wait(entry<Date>('until')),
    wait('2 weeks'),
    send('back/what-changed'),
    wait('1 month'),
    send(next('know-how')),
    wait('2 months'),
    send(next('know-how'), { id: 'second-read' }),
    wait('3 months'),
    task('one-more-look', { to: owner(), due: '5 workdays', note: 'Half a year since sales gave it back' }),
  ],
)
