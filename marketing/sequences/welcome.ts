import {
  branch,
  clicked,
  fact,
  handOff,
  heat,
  next,
  not,
  on,
  otherwise,
  repeat,
  send,
  sequence,
  set,
  split,
  submitted,
  wait,
  when,
} from 'kindling'
import { lead } from '../fields.ts'

// Somebody subscribed, or came with an import (`kindling import … --enrol welcome`).
export const welcome = sequence(
  'welcome',
  {
    enter: on([submitted('newsletter'), fact('event.attended')]),
    goal: when(heat.atLeast(70), [handOff('sales')]),
    stop: [when(lead.stage.is('client'))],
    topic: 'know-how',
    group: 'nurture',
    priority: 3,
    hours: 'work',
  },
  [
    split('opening', { question: [send('welcome/question')], offer: [send('welcome/offer')] }),
    wait('5 days', {
      until: clicked(),
      else: [wait('tue 10:00'), send('welcome/again'), wait('4 days', { until: clicked() })],
    }),
    when(not(lead.stage.known()), [set(lead.stage, 'potential')]),
    wait('2 days'),
    branch(
      when(lead.interest.has('presses'), [send('presses/case')]),
      when(lead.interest.has('saws'), [send('saws/case')]),
      otherwise([send('document/which-interest')]),
    ),
    wait('1 month'),
    repeat({ every: '1 month', times: 2 }, [send(next('know-how'))]),
  ],
)
