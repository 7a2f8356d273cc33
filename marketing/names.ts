import type { forms } from './forms.ts'
import type { hours } from './hours.ts'
import type { routing } from './routing.ts'
import type { things } from './things.ts'
import type { topics } from './topics.ts'

// From here the editor knows every name: a form, route, topic or thing that nobody declared is an error.
declare module 'kindling' {
  interface Names {
    form: keyof typeof forms
    route: keyof typeof routing
    topic: keyof typeof topics
    hours: keyof typeof hours
    thing: keyof typeof things
  }
}
