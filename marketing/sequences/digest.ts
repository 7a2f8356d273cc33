import { did, next, repeat, send, sequence, when } from 'kindling'

// Once a month something worth reading, for whoever is in nothing else: other sequences enrol into it.
export const digest = sequence(
  'digest',
  { stop: [when(did('order.placed'))], topic: 'know-how', hours: 'work' },
  [repeat({ every: '1 month', times: 12 }, [send(next('know-how'))])],
)
