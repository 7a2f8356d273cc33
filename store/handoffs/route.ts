import type { Route } from '../../core/release/release.ts'
import type { Calendar } from '../../core/time/duration.ts'
import type { Moment } from '../moment.ts'
import { placeIn } from '../whereabouts.ts'
import type { HandoffRow } from './lock.ts'

/** The route in force: the newest release's, or, where it was taken out, as it was kept with the hand-off. */
export function routeOf(
  m: Pick<Moment, 'release'>,
  handoff: Pick<HandoffRow, 'route' | 'kept_route'>,
): Route {
  const published = Object.hasOwn(m.release.routing, handoff.route)
    ? m.release.routing[handoff.route]
    : undefined
  return published ?? (handoff.kept_route as unknown as Route)
}

/** A person's working time under a route: the person's zone and holidays, the route's hours. */
export function workTime(
  m: Pick<Moment, 'release'>,
  route: Pick<Route, 'hours'>,
  who: { zone: string; country: string | null },
): Calendar {
  const hours = Object.hasOwn(m.release.hours, route.hours) ? m.release.hours[route.hours] : undefined
  return { ...placeIn(m, who), ...(hours && { hours }) }
}
