import { join } from 'node:path'
import { loadMarketing } from '../../cli/marketing-files.ts'
import type { CompiledTemplate } from '../../mail/compile-template.ts'
import type { Marketing } from '../../store/releases.ts'

const ALWAYS = { from: '00:00', to: '24:00', days: [1, 2, 3, 4, 5, 6, 7] }

const EIGHT = ['tender', 'document', 'webinar', 'win-back', 'renewal', 'committee', 'review', 'warming']

/** The eight sequences of the example marketing as they lie there, in a world of UTC without quiet hours and caps. */
export async function storyMarketing(): Promise<Marketing<CompiledTemplate>> {
  const { marketing, faults } = await loadMarketing(join(import.meta.dirname, '..', '..'))
  if (!marketing || faults.length > 0) throw new Error(`marketing has faults: ${JSON.stringify(faults)}`)
  const hours = { ...marketing.hours, work: ALWAYS, day: ALWAYS }
  const plans = marketing.plans.filter((plan) => [...EIGHT, 'digest'].includes(plan.sequence))
  // Whoever is offered a lead has the time to take it, also where a day is over in seconds.
  const routing = Object.fromEntries(
    Object.entries(marketing.routing).map(([name, route]) => [
      name,
      { ...route, offerFor: '30 days' as const, recycle: {} },
    ]),
  )
  return { ...marketing, plans, routing, hours, caps: [], defaults: { ...marketing.defaults, zone: 'UTC' } }
}
