import type { audiences } from './audiences.ts'
import type { forms } from './forms.ts'
import type { hours } from './hours.ts'
import type { routing } from './routing.ts'
import type * as segments from './segments.ts'
import type { things } from './things.ts'
import type { topics } from './topics.ts'
import type * as tracks from './tracks.ts'

// From here the editor knows every name: a form, route, topic or thing that nobody declared is an error.
declare module 'kindling' {
  interface Names {
    audience: (typeof audiences)[number]
    form: keyof typeof forms
    hours: keyof typeof hours
    route: keyof typeof routing
    segment: (typeof segments)[keyof typeof segments]['segment']
    thing: keyof typeof things
    topic: keyof typeof topics
    track: (typeof tracks)[keyof typeof tracks]['track']
  }
}
