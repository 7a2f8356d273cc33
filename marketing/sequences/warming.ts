import { any, becomes, did, entry, fact, handOff, heat, on, send, sequence, task, wait, when } from 'kindling'
import { lead } from '../fields.ts'

// A seller says "keep this one warm". Being hot already is no goal: it must cool and come back.
export const warming = sequence(
  'warming',
  {
    enter: on(fact('warming.started'), { again: 'always' }),
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
    send('know-how/specification'),
    wait('1 month'),
    send('know-how/maintenance'),
    wait('1 month'),
    send('know-how/blade-life'),
    wait('1 month'),
    send('know-how/service-contract'),
    wait('1 month'),
    send('know-how/visit'),
    wait('1 month'),
    task('still-interested', { to: entry('by'), due: '5 workdays', note: 'Half a year of warming is over' }),
  ],
)
