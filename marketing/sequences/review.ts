import { any, atLeast, did, end, fact, on, owner, send, sequence, task, wait, when } from 'kindling'
import { deal } from '../things.ts'

// Two weeks after delivery we ask for a review. Three stars or fewer: a person calls before it is public elsewhere.
export const review = sequence(
  'review',
  {
    enter: on(fact('deal.delivered'), { per: 'deal', who: deal.contact }),
    goal: when(did('review.submitted', { where: { stars: atLeast(4) } }), [
      send('review/thanks-may-others-call'),
    ]),
    stop: [
      when(did('review.submitted'), [task('bad-review', { to: owner(), due: '1 workday' })]),
      when(any(did('case.opened'), did('deal.annulled')), [end('not the time to ask')]),
    ],
    topic: 'service',
    from: owner(),
  },
  [
    wait('14 days'),
    send('review/request'),
    wait('10 days'),
    send('review/reminder'),
    wait('14 days'),
    task('ask-by-phone', { to: owner(), due: '5 workdays' }),
  ],
)
