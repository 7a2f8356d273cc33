import { branch, did, handOff, heat, on, otherwise, send, sequence, submitted, wait, when } from 'kindling'
import { lead } from '../fields.ts'

// Somebody took the guide. The form has mailed it; half a year of help by interest follows.
export const document = sequence(
  'document',
  {
    enter: on(submitted('document'), { again: '180 days' }),
    goal: when(heat.atLeast(70), [handOff('sales')]),
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
    send('know-how/specification'),
    wait('1 month'),
    send('know-how/maintenance'),
    wait('1 month'),
    send('know-how/blade-life'),
    wait('1 month'),
    send('know-how/service-contract'),
    wait('1 month'),
    send('know-how/visit'),
  ],
)
