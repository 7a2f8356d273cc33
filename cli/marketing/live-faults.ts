import type { Fault } from '../../core/plan/check.ts'
import { mentionsOf } from '../../core/plan/conditions.ts'
import { unknownName } from '../../core/plan/faults/fault.ts'
import { nameFaultsOf } from '../../core/plan/faults/names.ts'
import type { Plan } from '../../core/plan/plan.ts'
import { conditionsOf } from '../../core/plan/walk.ts'
import type { Db } from '../../store/database.ts'
import type { Marketing } from '../../store/releases.ts'

/**
 * What running journeys still name and this marketing no longer has. A journey keeps the plan it began with, but finds
 * templates, tracks, segments, audiences, routes and sequences by name in the newest release: taking one away would
 * strand it.
 */
export async function liveFaults(db: Db, marketing: Marketing): Promise<Fault[]> {
  const rows = await db
    .selectFrom('plans')
    .innerJoin('journeys', 'journeys.plan_hash', 'plans.hash')
    .select(['plans.hash', 'plans.body'])
    .distinctOn('plans.hash')
    .where('journeys.status', '<>', 'done')
    .execute()
  const templates = marketing.compiledTemplates.map((one) => one.name)
  const known = { ...marketing, templates }
  const old = rows.filter((row) => !marketing.plans.some((plan) => plan.hash === row.hash))
  return old.flatMap(({ body }) =>
    [...nameFaultsOf(body, { plans: [...marketing.plans, body], known }), ...segmentFaults(body, known)].map(
      (fault) => ({
        ...fault,
        message: `${fault.message}, and running journeys need it`,
        hint: 'keep it until they are over, or stop them',
      }),
    ),
  )
}

const segmentFaults = (plan: Plan, { segments = {} }: Pick<Marketing, 'segments'>): Fault[] =>
  [...new Set(conditionsOf(plan).flatMap((one) => mentionsOf(one, segments).segments))].flatMap((name) =>
    unknownName(plan.sequence, 'segment', name, Object.keys(segments)),
  )
