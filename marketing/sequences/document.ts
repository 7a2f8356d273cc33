import {
  branch,
  did,
  handOff,
  heat,
  next,
  on,
  otherwise,
  repeat,
  send,
  sequence,
  submitted,
  wait,
  when,
} from 'kindling'
import { lead } from '../fields.ts'

// Somebody took the guide. The form has mailed it; half a year of help by interest follows.
export const document = sequence(
  'document',
  {
    enter: on(submitted('document'), { again: '180 days' }),
    goal: when(heat.atLeast(70), [handOff('dealers')]),
    stop: [when(lead.stage.is('client'))],
    topic: 'know-how',
    group: 'nurture',
    hours: 'work',
  },
  [
    wait('3 days', { until: did('document.opened'), else: [send('document/reminder'), wait('1 week')] }),
    branch(
      when(lead.interest.has('presses'), [send('presses/case')]),
      when(lead.interest.has('saws'), [send('saws/case')]),
      otherwise([send('document/which-interest')]),
    ),
    wait('1 month'),
    repeat({ every: '1 month', times: 6 }, [send(next('know-how'))]),
  ],
)
