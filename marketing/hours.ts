import type { Hours } from 'kindling'

// Local time of the one who reads (mail) or works (routes). 1 = Monday … 7 = Sunday.
export const hours = {
  work: { from: '09:00', to: '18:00', days: [1, 2, 3, 4, 5] },
  day: { from: '08:00', to: '20:00', days: [1, 2, 3, 4, 5, 6] },
} satisfies Record<string, Hours>
