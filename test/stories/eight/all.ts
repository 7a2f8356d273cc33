import type { Story } from '../story.ts'
import { committee } from './committee.ts'
import { document } from './document.ts'
import { renewal } from './renewal.ts'
import { review } from './review.ts'
import { tender } from './tender.ts'
import { warming } from './warming.ts'
import { webinar } from './webinar.ts'
import { winBack } from './win-back.ts'

/** The stories of the eight sequences. */
export const stories: Story[] = [
  ...tender,
  ...document,
  ...webinar,
  ...winBack,
  ...renewal,
  ...committee,
  ...review,
  ...warming,
]
