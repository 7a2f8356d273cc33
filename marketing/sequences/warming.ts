import {
  any,
  audience,
  becomes,
  did,
  entry,
  fact,
  handOff,
  heat,
  next,
  on,
  repeat,
  send,
  sequence,
  task,
  wait,
  when,
} from 'kindling'
import { lead } from '../fields.ts'

// A seller says "keep this one warm"; advertising follows meanwhile. Being hot already is no goal: it must cool and
// come back.
export const warming = sequence(
  'warming',
  {
    enter: on(fact('warming.started'), { again: 'always' }),
    during: [audience('being-warmed')],
    goal: when(any(becomes(heat.atLeast(70)), did('lead.warmed')), [
      handOff('back', { to: entry('by'), firstContact: '4 workhours' }),
    ]),
    stop: [when(any(did('warming.ended'), lead.stage.is('client')))],
    topic: 'know-how',
    group: 'nurture',
    priority: 8,
    hours: 'work',
  },
  [
    wait(entry<Date>('notBefore')),
    repeat({ every: '1 month', times: 36 }, [send(next('know-how'))]),
    task('still-interested', { to: entry('by'), due: '5 workdays' }),
  ],
)
