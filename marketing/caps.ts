import type { Cap } from 'kindling'

// The most marketing mail that one lead gets, over all journeys and broadcasts.
export const caps: Cap[] = [
  { mails: 1, per: '1 day' },
  { mails: 3, per: '1 week' },
  // Who chose “fewer mails” on the preferences page.
  { mails: 1, per: '2 weeks', for: 'fewer' },
]
